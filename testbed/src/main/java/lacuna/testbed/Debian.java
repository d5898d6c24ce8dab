package lacuna.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of another Debian release, from target/debian, where testbed/debian/fetch puts a tree with all that it needs.
 * A tree that is wanted may not be there: a test of it is then skipped.
 */
public record Debian(String name) {
    public boolean isHere() {
        return Files.isDirectory(tree().resolve("usr"));
    }

    /** Why a test of this program is skipped. */
    public String absence() {
        return name + " is not in " + tree().getParent()
                + ": testbed/debian/fetch has not been run, or did not reach it, or this is not root";
    }

    /** {@code words}, run with the tree as its root: needs to be root. Files that it is to read must lie in {@link #tree}. */
    public TargetProgram command(String... words) {
        List<String> all = new ArrayList<>(List.of("chroot", tree().toString()));
        all.addAll(List.of(words));
        return Target.command(all.toArray(String[]::new));
    }

    public Path tree() {
        return Path.of(System.getProperty("lacuna.root"), "target/debian", name);
    }

    @Override
    public String toString() {
        return name;
    }
}
