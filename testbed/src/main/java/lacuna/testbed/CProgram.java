package lacuna.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Compiles the C programs of testbed/c, each content and set of flags once. */
final class CProgram {
    private static final List<String> COMPILER = List.of("gcc", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-pthread");

    private CProgram() {}

    /** The executable of testbed/c/{@code source}, built with {@code flags} after the usual ones. */
    static Path compiled(String source, List<String> flags) {
        Path root = Path.of(System.getProperty("lacuna.root"));
        Path code = root.resolve("testbed/c").resolve(source);
        try {
            Path folder = Files.createDirectories(root.resolve("target/testbed"));
            Path program = folder.resolve(source.replace(".c", "-") + fingerprint(code, flags));
            if (!Files.exists(program)) {
                // Under a name of its own first: another test's process may be compiling the same.
                Path fresh = Files.createTempFile(folder, source, ".new");
                compile(code, flags, fresh);
                Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE);
            }
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Path code, List<String> flags, Path program) throws IOException {
        List<String> command = new ArrayList<>(COMPILER);
        command.addAll(List.of("-o", program.toString(), code.toString()));
        command.addAll(flags);
        Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (gcc.onExit().join().exitValue() != 0) {
            throw new IllegalStateException(String.join(" ", command) + "\n" + said);
        }
    }

    private static String fingerprint(Path code, List<String> flags) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(code));
            digest.update(String.join("\0", COMPILER).getBytes(StandardCharsets.UTF_8));
            digest.update(String.join("\0", flags).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
