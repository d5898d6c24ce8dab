package lacuna.heap.image;

import java.util.Arrays;
import java.util.Optional;
import lacuna.linux.proc.Mapping;

/** The writable memory of a program or library: its file's own pages, and the zero-initialised data behind them. */
public final class ObjectData {
    private static final long LARGEST = 64L << 20;
    private static final long PAGE = 4096;

    private ObjectData() {}

    /** Of the object whose beginning is mapped as {@code first}: pairs of start and end, in ascending order. */
    public static long[] of(MemoryImage image, Mapping first) {
        long end = MappedObject.at(image, first.path()).map(MappedObject::end).orElse(0L);
        long[] ranges = new long[16];
        int count = 0;
        long behind = first.start();
        long total = 0;
        for (Mapping mapping : image.mappings()) {
            boolean isOfFile = mapping.path().equals(first.path());
            boolean isTail = !isOfFile && mapping.start() == behind && (mapping.start() < end || end == 0);
            if (Long.compareUnsigned(mapping.start(), first.start()) < 0 || !(isOfFile || isTail)) {
                continue;
            }
            behind = mapping.end();
            if (mapping.isWritable() && !mapping.isShared() && total < LARGEST) {
                if (count == ranges.length) {
                    ranges = Arrays.copyOf(ranges, 2 * count);
                }
                long to = isTail && end > mapping.start()
                        ? Math.min(mapping.end(), (end + PAGE - 1) & -PAGE)
                        : mapping.end();
                ranges[count++] = mapping.start();
                ranges[count++] = Math.min(to, mapping.start() + LARGEST);
                total += to - mapping.start();
            }
        }
        return Arrays.copyOf(ranges, count);
    }

    /** The mapping of the beginning of each file that {@code image} has, the first of those with the same path. */
    public static Optional<Mapping> beginning(MemoryImage image, String path) {
        return image.mappings().stream()
                .filter(mapping -> mapping.offset() == 0 && mapping.path().equals(path))
                .findFirst();
    }
}
