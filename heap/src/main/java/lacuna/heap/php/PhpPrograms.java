package lacuna.heap.php;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/** The PHP of each of many processes: a file that several of them have mapped is read once. */
public final class PhpPrograms {
    private record File(int deviceMajor, int deviceMinor, long inode, String path) {}

    private final Map<File, Optional<PhpProgram>> known = new HashMap<>();

    /** The PHP of {@code image}, as {@link PhpProgram#in} tells it. */
    public Optional<PhpProgram> in(MemoryImage image) {
        for (Mapping first : PhpProgram.candidates(image)) {
            File file = new File(first.deviceMajor(), first.deviceMinor(), first.inode(), first.path());
            Optional<PhpProgram> found = known.computeIfAbsent(file, _ -> PhpProgram.at(image, first));
            if (found.isPresent()) {
                return found.map(program -> program.startingAt(first.start()));
            }
        }
        return Optional.empty();
    }
}
