package lacuna.heap.map;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lacuna.linux.proc.Mapping;

/**
 * The chunks of V8's heap (Node, Electron, Chromium): 256 KiB, aligned to that, or more for one large object. Each has its
 * size, its heap and the bounds of its area in its header; since V8 13 in a record that the header leads to. Chunks of one
 * heap name the same heap: what is alone with its heap is none.
 */
final class V8Chunks implements NamingRule {
    private static final long ALIGNMENT = 256 << 10;
    private static final long LARGEST = 4L << 30;
    private static final long LARGEST_HEADER = 64 << 10;
    private static final int CHUNK_LIMIT = 1 << 17;
    private static final int FEWEST = 3;
    private static final int HEADER = 80;

    /** Where the words stand: of V8 10 and 11, and of V8 12, whose second word is the chunk's own address. */
    private static final Words OLD = new Words(0, 16, 24, 32);

    private static final Words MIDDLE = new Words(16, 24, 32, 40);
    /** In the record of V8 13. */
    private static final Words RECORD = new Words(16, 64, 72, 56);

    private static final int OWN_ADDRESS = 8;
    private static final int RECORD_POINTER = 8;

    private record Words(int size, int heap, int areaStart, int areaEnd) {}

    private record Chunk(long address, long size, long heap) {}

    private final Scene scene;
    private final FoundPieces chunks = new FoundPieces();

    V8Chunks(Scene scene) {
        this.scene = scene;
        if (isV8(scene)) {
            find();
        }
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (!Scene.isPrivateAnonymous(mapping) || !chunks.areMostOf(mapping)) {
            return Optional.empty();
        }
        return Optional.of(
                mapping.isInaccessible()
                        ? Name.confirmed(MappingKind.RESERVED, MappingKind.V8_HEAP.words())
                        : Name.confirmed(MappingKind.V8_HEAP, ""));
    }

    private static boolean isV8(Scene scene) {
        String program = scene.executable().substring(scene.executable().lastIndexOf('/') + 1);
        return program.startsWith("node")
                || program.startsWith("electron")
                || program.startsWith("chrom")
                || scene.mappings().stream()
                        .anyMatch(mapping -> mapping.path().contains("/libnode.so")
                                || mapping.path().contains("/libv8"));
    }

    private void find() {
        List<Chunk> found = new ArrayList<>();
        Map<Long, Integer> heaps = new HashMap<>();
        int looked = 0;
        for (Mapping mapping : scene.mappings()) {
            if (!Scene.isPrivateAnonymous(mapping) || !mapping.isReadable()) {
                continue;
            }
            long at = (mapping.start() + ALIGNMENT - 1) & -ALIGNMENT;
            while (mapping.contains(at) && looked++ < CHUNK_LIMIT) {
                Chunk chunk = chunkAt(at);
                if (chunk.size() > 0) {
                    found.add(chunk);
                    heaps.merge(chunk.heap(), 1, Integer::sum);
                }
                at += Math.max(ALIGNMENT, (chunk.size() + ALIGNMENT - 1) & -ALIGNMENT);
            }
        }
        for (Chunk chunk : found) {
            if (heaps.get(chunk.heap()) >= FEWEST) {
                chunks.add(chunk.address(), chunk.size());
            }
        }
    }

    /** Of size 0 where there is none. */
    private Chunk chunkAt(long at) {
        if (!scene.peek().at(at, HEADER)) {
            return new Chunk(at, 0, 0);
        }
        long second = scene.peek().u64(RECORD_POINTER);
        if (scene.peek().u64(OWN_ADDRESS) == at) {
            return read(at, MIDDLE);
        }
        Chunk old = read(at, OLD);
        if (old.size() > 0) {
            return old;
        }
        boolean isLed = second > 0
                && second % Long.BYTES == 0
                && scene.peek().at(second, HEADER)
                && scene.peek().u64(OWN_ADDRESS) == at;
        return isLed ? read(at, RECORD) : new Chunk(at, 0, 0);
    }

    /** The chunk at {@code at}, by what was read last. */
    private Chunk read(long at, Words words) {
        long size = scene.peek().u64(words.size());
        long heap = scene.peek().u64(words.heap());
        long start = scene.peek().u64(words.areaStart()) - at;
        long end = scene.peek().u64(words.areaEnd()) - at;
        boolean fits = size > 0
                && size <= LARGEST
                && heap > 0
                && heap % Long.BYTES == 0
                && start > 0
                && start <= LARGEST_HEADER
                && end > start
                && end <= size;
        return fits ? new Chunk(at, size, heap) : new Chunk(at, 0, 0);
    }
}
