package lacuna.heap.map;

import java.util.Optional;
import lacuna.linux.proc.Mapping;

/**
 * Allocations that glibc gave mappings of their own. Each begins with a chunk header that tells its length, so that the
 * headers tile the mapping; the kernel merges neighbours, so there can be many in one.
 */
final class LargeMallocs implements NamingRule {
    private static final int FLAGS = 7;
    private static final int MAPPED = 2;
    private static final int PAGE = 4096;
    private static final int HEADER = 16;
    private static final int CHUNK_LIMIT = 1 << 16;

    private final Scene scene;

    LargeMallocs(Scene scene) {
        this.scene = scene;
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (!Scene.isData(mapping)) {
            return Optional.empty();
        }
        long at = mapping.start();
        int chunks = 0;
        while (chunks < CHUNK_LIMIT && at != mapping.end()) {
            long length = chunkAt(at, mapping.end() - at);
            if (length == 0) {
                break;
            }
            at += length;
            chunks++;
        }
        long covered = at - mapping.start();
        return chunks > 0 && Scene.isMostOf(covered, mapping)
                ? Optional.of(Name.confirmed(MappingKind.LARGE_MALLOC, chunks == 1 ? "" : chunks + " allocations"))
                : Optional.empty();
    }

    /**
     * How many bytes the chunk at {@code address} has a mapping of, or 0 when none begins there. Up to glibc 2.42 the
     * size is that of the mapping; from 2.43 on it leaves out the header, and the word before it tells huge pages.
     */
    private long chunkAt(long address, long room) {
        if (!scene.peek().at(address, HEADER)) {
            return 0;
        }
        long before = scene.peek().u64(0);
        long head = scene.peek().u64(8);
        long size = head & ~(long) FLAGS;
        if ((head & FLAGS) != MAPPED || size <= 0 || size > room) {
            return 0;
        }
        if (before == 0 && size % PAGE == 0) {
            return size;
        }
        long newer = size + HEADER;
        return (before == 0 || before == 1) && newer % PAGE == 0 && newer <= room ? newer : 0;
    }
}
