package lacuna.heap.glibc;

import java.util.Optional;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/** The fast bins of an arena: single lists of chunks that stay whole and marked in use. */
final class FastBins {
    private final MemoryWindow memory;
    private final AddressRanges heaps;

    FastBins(MemoryWindow memory, AddressRanges heaps) {
        this.memory = memory;
        this.heaps = heaps;
    }

    /** Adds the chunks in the fast bins of {@code arena} to {@code cached}. */
    void collect(Arena arena, LongList cached, Violations violations) {
        for (int bin = 0; bin < arena.fastBins().size(); bin++) {
            long head = arena.fastBins().get(bin);
            if (head == 0) {
                continue;
            }
            long size = ChunkHeader.SMALLEST + 16L * bin;
            long most = Math.max(1, arena.systemMemory() / ChunkHeader.SMALLEST);
            Optional<LongList> plain = follow(head, size, most, Links.PLAIN);
            Optional<LongList> chunks = plain.isPresent() ? plain : follow(head, size, most, Links.PROTECTED);
            if (chunks.isEmpty()) {
                violations.add("a fast bin's list is broken", head);
                continue;
            }
            for (int i = 0; i < chunks.get().size(); i++) {
                cached.add(CachedChunks.tagged(chunks.get().get(i), BlockState.CACHED));
            }
        }
    }

    private Optional<LongList> follow(long head, long size, long most, Links links) {
        LongList found = new LongList();
        long chunk = head;
        // A list that leads back into itself meets the waymark again, which moves on at powers of two.
        long waymark = 0;
        long nextMark = 1;
        for (long i = 0; chunk != 0; i++) {
            if (i > most
                    || chunk == waymark
                    || !Addresses.isChunk(chunk)
                    || !heaps.hold(chunk)
                    || !memory.covers(chunk, 24)
                    || ChunkHeader.size(memory.word(chunk + ChunkHeader.SIZE)) != size) {
                return Optional.empty();
            }
            found.add(chunk);
            if (i == nextMark) {
                waymark = chunk;
                nextMark *= 2;
            }
            long at = chunk + ChunkHeader.FORWARD;
            chunk = links.next(at, memory.word(at));
        }
        return Optional.of(found);
    }
}
