package lacuna.heap.map;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import lacuna.heap.zend.ChunkHeader;
import lacuna.linux.proc.Mapping;

/**
 * The memory of PHP's own allocator: chunks of 2 MiB, aligned to that, each with a header that leads to its heap; chunks
 * that the heap keeps for the next request, whose headers are empty; and huge blocks. The last two are only found
 * through the heap's lists.
 */
final class ZendChunks implements NamingRule {
    private static final long CHUNK = ChunkHeader.CHUNK;
    private static final int BLOCK_LIMIT = 1 << 17;
    private static final int LIST_LIMIT = 1 << 16;

    private static final int NEXT_CHUNK = 8;
    private static final int HUGE_NODE = 24;

    private enum Use {
        CHUNK,
        CACHED,
        HUGE
    }

    private record Block(long length, Use use) {}

    private final Scene scene;
    private final ChunkHeader header;
    private final NavigableMap<Long, Block> blocks = new TreeMap<>(Long::compareUnsigned);
    private int looked;

    ZendChunks(Scene scene) {
        this.scene = scene;
        this.header = new ChunkHeader(scene.image()::read);
        for (Mapping mapping : scene.mappings()) {
            if (Scene.isData(mapping)) {
                findIn(mapping);
            }
        }
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (!Scene.isData(mapping) || blocks.isEmpty()) {
            return Optional.empty();
        }
        int[] counts = new int[Use.values().length];
        long covered = 0;
        for (var entry :
                blocks.subMap(mapping.start(), true, mapping.end(), false).entrySet()) {
            long inMapping = Math.min(entry.getValue().length(), mapping.end() - entry.getKey());
            covered += inMapping;
            counts[entry.getValue().use().ordinal()]++;
        }
        if (covered == 0 || !Scene.isMostOf(covered, mapping)) {
            return Optional.empty();
        }
        return Optional.of(Name.confirmed(MappingKind.ZEND_CHUNK, note(counts)));
    }

    private void findIn(Mapping mapping) {
        long at = (mapping.start() + CHUNK - 1) & -CHUNK;
        while (mapping.contains(at) && mapping.end() - at >= CHUNK && looked++ < BLOCK_LIMIT) {
            if (header.read(at) && header.isChunk()) {
                blocks.put(at, new Block(CHUNK, Use.CHUNK));
                if (header.isMain()) {
                    followCached(header.cachedChunks());
                    followHuge(header.hugeList());
                }
            }
            at += CHUNK;
        }
    }

    private void followCached(long chunk) {
        for (int i = 0; i < LIST_LIMIT && chunk != 0 && chunk % CHUNK == 0; i++) {
            if (!isData(chunk) || !scene.peek().at(chunk, NEXT_CHUNK + Long.BYTES)) {
                return;
            }
            if (isKnown(chunk, new Block(CHUNK, Use.CACHED))) {
                return;
            }
            chunk = scene.peek().u64(NEXT_CHUNK);
        }
    }

    private void followHuge(long node) {
        for (int i = 0; i < LIST_LIMIT && node != 0; i++) {
            if (!scene.peek().at(node, HUGE_NODE)) {
                return;
            }
            long block = scene.peek().u64(0);
            long size = scene.peek().u64(8);
            if (block % CHUNK != 0 || size <= 0 || !isData(block)) {
                return;
            }
            if (isKnown(block, new Block(size, Use.HUGE))) {
                return;
            }
            node = scene.peek().u64(16);
        }
    }

    /** Notes a block of a list; whether the list came back to it. A cached chunk may have its old header still. */
    private boolean isKnown(long address, Block block) {
        Block before = blocks.put(address, block);
        return before != null && before.use() == block.use();
    }

    private boolean isData(long address) {
        int index = scene.indexOf(address);
        return index >= 0 && Scene.isData(scene.mappings().get(index));
    }

    private static String note(int[] counts) {
        StringBuilder note = new StringBuilder();
        append(note, counts[Use.CHUNK.ordinal()], "chunk", "chunks");
        append(note, counts[Use.CACHED.ordinal()], "cached chunk", "cached chunks");
        append(note, counts[Use.HUGE.ordinal()], "huge block", "huge blocks");
        return note.toString();
    }

    private static void append(StringBuilder note, int count, String one, String many) {
        if (count > 0) {
            note.append(note.isEmpty() ? "" : ", ").append(count).append(' ').append(count == 1 ? one : many);
        }
    }
}
