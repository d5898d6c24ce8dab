package lacuna.heap.php;

import java.util.List;
import java.util.Optional;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/**
 * Which of a process's mappings is OPcache's segment, also where the process itself has not looked at it yet: a forked
 * worker has the mapping, but none of its pages until it runs a script.
 */
public final class OpcacheSegments {
    private static final long SMALLEST = 8L << 20;

    private OpcacheSegments() {}

    /** By the record at its beginning, else by the name and size that OPcache's shared memory has by default. */
    public static Optional<OpcacheFigures.Segment> of(MemoryImage image, List<Mapping> mappings) {
        MemoryWindow window = new MemoryWindow(image::read, MemoryWindow.GLANCE);
        Optional<Mapping> byShape = Optional.empty();
        for (Mapping mapping : mappings) {
            if (isCandidate(mapping)) {
                if (OpcacheRecord.at(window, mapping)
                        .filter(OpcacheRecord::isSound)
                        .isPresent()) {
                    return Optional.of(key(mapping));
                }
                if (byShape.isEmpty() && mapping.path().startsWith("/dev/zero") && mapping.length() >= SMALLEST) {
                    byShape = Optional.of(mapping);
                }
            }
        }
        return byShape.map(OpcacheSegments::key);
    }

    static boolean isCandidate(Mapping mapping) {
        boolean isShared = mapping.isShared() || mapping.path().startsWith("/dev/zero");
        return isShared && mapping.isReadable() && mapping.offset() == 0;
    }

    static OpcacheFigures.Segment key(Mapping mapping) {
        return new OpcacheFigures.Segment(
                mapping.deviceMajor(), mapping.deviceMinor(), mapping.inode(), mapping.start());
    }
}
