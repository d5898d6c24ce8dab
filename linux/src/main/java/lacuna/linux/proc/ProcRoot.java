package lacuna.linux.proc;

import java.nio.file.Path;

/** Where /proc is: the running host's, or a recorded tree with the same names in it. */
public record ProcRoot(Path path) {

    public static ProcRoot host() {
        return new ProcRoot(Path.of("/proc"));
    }

    public static ProcRoot at(Path recorded) {
        return new ProcRoot(recorded);
    }
}
