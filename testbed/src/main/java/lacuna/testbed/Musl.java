package lacuna.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of testbed/c built with musl in the place of the GNU C library. */
public enum Musl {
    DYNAMIC,
    STATIC;

    private static final Path SPECS = Path.of("/usr/lib/x86_64-linux-musl/musl-gcc.specs");

    public static boolean isHere() {
        return Files.exists(SPECS);
    }

    public TargetProgram c(String source, String... arguments) {
        List<String> flags = new ArrayList<>(List.of("-specs", SPECS.toString()));
        if (this == STATIC) {
            flags.add("-static");
        }
        return Target.c(source, flags, arguments);
    }
}
