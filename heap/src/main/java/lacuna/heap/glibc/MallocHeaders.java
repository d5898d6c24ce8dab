package lacuna.heap.glibc;

import java.util.List;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/**
 * What can be said of malloc's memory where its tables are not found: a heap of a thread arena by its heap_info, allocations
 * with mappings of their own by headers that tile a mapping. A JVM's metaspace and a Go arena can have the shape of heaps,
 * and what a program writes that of a header; so all has to fit.
 */
final class MallocHeaders {
    /** Heaps looked for in one mapping: 4 TiB of them. */
    private static final int MOST_HEAPS = 1 << 16;

    private static final int MOST_CHUNKS = 1 << 16;
    private static final long PAGE = 4096;

    private final List<Mapping> mappings;
    private final MemoryWindow memory;

    MallocHeaders(MemoryImage image, MemoryWindow memory) {
        this.mappings = image.mappings();
        this.memory = memory;
    }

    void addTo(List<MallocMemory.Piece> pieces) {
        for (Mapping mapping : mappings) {
            if (MappedChunks.isCandidate(mapping)) {
                heaps(mapping, pieces);
                chunks(mapping, pieces);
            }
        }
    }

    private void heaps(Mapping mapping, List<MallocMemory.Piece> pieces) {
        long alignment = HeapInfo.ALIGNMENTS[0];
        long base = (mapping.start() + alignment - 1) & -alignment;
        for (int i = 0; i < MOST_HEAPS && mapping.contains(base); i++) {
            if (memory.covers(base, HeapInfo.SMALL)) {
                HeapInfo info = HeapInfo.at(memory, base);
                if (info.isHeap(alignment)) {
                    pieces.add(MallocMemory.heap(info, alignment));
                }
            }
            base += alignment;
        }
    }

    private void chunks(Mapping mapping, List<MallocMemory.Piece> pieces) {
        long at = mapping.start();
        for (int i = 0; i < MOST_CHUNKS && at < mapping.end(); i++) {
            long length = chunkAt(at, mapping.end() - at);
            if (length == 0) {
                return;
            }
            pieces.add(new MallocMemory.Piece(MallocMemory.Kind.CHUNK, at, at + length, at + length, 0));
            at += length;
        }
    }

    /**
     * How many bytes the chunk at {@code address} has a mapping of, or 0 when none begins there. Up to glibc 2.42 the
     * size is that of the mapping; from 2.43 on it leaves out the header, and the word before it tells huge pages.
     */
    private long chunkAt(long address, long room) {
        if (!memory.covers(address, ChunkHeader.BYTES)) {
            return 0;
        }
        long before = memory.word(address + ChunkHeader.PREVIOUS_SIZE);
        long head = memory.word(address + ChunkHeader.SIZE);
        long size = ChunkHeader.size(head);
        if ((head & ChunkHeader.FLAGS) != ChunkHeader.MAPPED || size <= 0 || size > room) {
            return 0;
        }
        if (before == 0 && size % PAGE == 0) {
            return size;
        }
        long newer = size + ChunkHeader.BYTES;
        return (before == 0 || before == 1) && newer % PAGE == 0 && newer <= room ? newer : 0;
    }
}
