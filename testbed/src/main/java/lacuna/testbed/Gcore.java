package lacuna.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Cores that gdb writes of programs which go on. */
public final class Gcore {
    private Gcore() {}

    /** The core of {@code target}, in {@code folder}. Where gdb is at all ({@link Ground#GCORE}), it must write one. */
    public static Path of(Target target, Path folder) {
        try {
            Process gcore = new ProcessBuilder(
                            "gcore", "-o", folder.resolve("core").toString(), String.valueOf(target.pid()))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(gcore.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            gcore.onExit().join();
            Path core = folder.resolve("core." + target.pid());
            if (!Files.exists(core)) {
                throw new IllegalStateException("gcore wrote no core: " + said);
            }
            return core;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
