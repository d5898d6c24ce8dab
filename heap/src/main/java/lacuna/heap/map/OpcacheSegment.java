package lacuna.heap.map;

import java.util.Optional;
import lacuna.linux.proc.Mapping;

/**
 * The shared memory of PHP's OPcache, which begins with the allocator's own record: a pointer to the list of segments,
 * their number, and the free bytes; the first segment's record leads back to the mapping. With the JIT a second mapping
 * of the same memory follows.
 */
final class OpcacheSegment implements NamingRule {
    private static final int SEGMENTS = 0;
    private static final int SEGMENT_COUNT = 8;
    private static final int FREE = 16;
    private static final int WASTED = 24;
    private static final int GLOBALS = 56;
    private static final int RECORD = 64;
    private static final int SEGMENT_RECORD = 32;
    private static final int MOST_SEGMENTS = 64;
    /** Where in a segment's record its base stands: PHP 8, PHP 7. */
    private static final int BASE = 24;

    private static final int FORMER_BASE = 16;

    private final Scene scene;
    private final boolean isPhp;

    OpcacheSegment(Scene scene) {
        this.scene = scene;
        this.isPhp = scene.library("opcache.so").isPresent()
                || scene.executable()
                        .substring(scene.executable().lastIndexOf('/') + 1)
                        .startsWith("php");
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (!KernelNames.isSharedMemory(mapping) || mapping.isInaccessible()) {
            return Optional.empty();
        }
        if (beginsWithRecord(mapping)) {
            return Optional.of(Name.confirmed(MappingKind.OPCACHE, ""));
        }
        if (index > 0 && isContinued(mapping, scene.mappings().get(index - 1))) {
            return name(index - 1, scene.mappings().get(index - 1))
                    .map(first -> new Name(first.kind(), first.sureness(), "its JIT buffer"));
        }
        boolean isShape = isPhp
                && mapping.path().startsWith("/dev/zero")
                && mapping.offset() == 0
                && mapping.length() >= 8 << 20
                && !scene.peek().at(mapping.start(), RECORD);
        return isShape ? Optional.of(Name.byShape(MappingKind.OPCACHE, "")) : Optional.empty();
    }

    private static boolean isContinued(Mapping mapping, Mapping below) {
        return below.end() == mapping.start()
                && below.path().equals(mapping.path())
                && below.inode() == mapping.inode()
                && mapping.offset() != 0
                && mapping.offset() == below.offset() + below.length();
    }

    private boolean beginsWithRecord(Mapping mapping) {
        Peek peek = scene.peek();
        if (!peek.at(mapping.start(), RECORD)) {
            return false;
        }
        long segments = peek.u64(SEGMENTS);
        int count = peek.u32(SEGMENT_COUNT);
        boolean isRecord = mapping.contains(segments)
                && count > 0
                && count <= MOST_SEGMENTS
                && Long.compareUnsigned(peek.u64(FREE), mapping.length()) < 0
                && Long.compareUnsigned(peek.u64(WASTED), mapping.length()) < 0
                && mapping.contains(peek.u64(GLOBALS));
        if (!isRecord || !peek.at(segments, Long.BYTES)) {
            return false;
        }
        long first = peek.u64(0);
        return mapping.contains(first)
                && peek.at(first, SEGMENT_RECORD)
                && (peek.u64(BASE) == mapping.start() || peek.u64(FORMER_BASE) == mapping.start());
    }
}
