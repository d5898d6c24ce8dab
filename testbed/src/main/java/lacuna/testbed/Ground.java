package lacuna.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a test presupposes of its host, beside programs that a package installs. Each is tried, not looked up by a version:
 *
 * {@snippet :
 * assumeTrue(Ground.ROOT.isHere(), Ground.ROOT::absence);
 * }
 *
 * {@code LACUNA_WITHOUT=zero-page,gcore} in the environment imitates a host that lacks some.
 */
public final class Ground {
    public static final Ground ROOT = new Ground(
            "root",
            "only root may do this",
            () -> System.getProperty("user.name").equals("root"));
    public static final Ground ZERO_PAGE = new Ground(
            "zero-page",
            "reads of untouched memory get pages of their own, not the page of zeros",
            Ground::hasZeroPage);
    public static final Ground GCORE = new Ground("gcore", "gdb is not installed", () -> isOnPath("gcore"));
    public static final Ground KERNEL_CORES = new Ground(
            "kernel-cores",
            "core_pattern leads cores elsewhere",
            () -> corePattern().equals("core"));
    public static final Ground OTHER_USERS =
            new Ground("other-users", "setpriv is not installed", () -> isOnPath("setpriv"));
    public static final Ground PID_NAMESPACES = new Ground(
            "pid-namespaces",
            "no namespace of processes can be made",
            () -> runs("unshare", "--pid", "--fork", "true"));

    private final String word;
    private final String absence;
    private final BooleanSupplier probe;
    private Optional<Boolean> tried = Optional.empty();

    private Ground(String word, String absence, BooleanSupplier probe) {
        this.word = word;
        this.absence = absence;
        this.probe = probe;
    }

    /** Tried once. */
    public synchronized boolean isHere() {
        if (tried.isEmpty()) {
            tried = Optional.of(!isLeftOut() && probe.getAsBoolean());
        }
        return tried.get();
    }

    /** What is missing, for the line of a test that is skipped. */
    public String absence() {
        return isLeftOut() ? "left out by LACUNA_WITHOUT: " + word : absence;
    }

    private boolean isLeftOut() {
        return Arrays.asList(System.getenv().getOrDefault("LACUNA_WITHOUT", "").split(","))
                .contains(word);
    }

    private static boolean hasZeroPage() {
        try (Target reader = Target.c("zero_page.c").start()) {
            return reader.number("zero_page") == 1;
        }
    }

    private static String corePattern() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/core_pattern")).strip();
        } catch (IOException _) {
            return "not to be read";
        }
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static boolean runs(String... command) {
        try {
            return new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException _) {
            return false;
        }
    }
}
