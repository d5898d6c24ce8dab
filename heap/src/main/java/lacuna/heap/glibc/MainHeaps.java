package lacuna.heap.glibc;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.MemoryWindow;
import lacuna.linux.proc.Mapping;

/**
 * Where the main arena's memory lies. As long as nobody disturbs it, it is one piece from sbrk_base to the end of its top.
 * When somebody else moves the break it is cut by foreign memory; when brk fails, it goes on in mappings anywhere.
 */
final class MainHeaps {
    private static final long PAGE = 4096;
    /** Steps of one search for a piece: some 100 MiB of foreign memory, or as many chunks. */
    private static final long SEARCH_LIMIT = 50_000_000;
    /** Pages that are not there, in swap or not in a core, are stepped over: 4 GiB of them. */
    private static final int MOST_UNREADABLE_PAGES = 1 << 20;
    /** A chain as long as this is none by chance. */
    private static final int CONVINCING = 4096;

    private final MemoryWindow memory;
    private final List<Mapping> mappings;

    MainHeaps(MemoryWindow memory, List<Mapping> mappings) {
        this.memory = memory;
        this.mappings = mappings;
    }

    /** How far the memory that begins with {@code sbrkBase} can reach. */
    static long breakEnd(List<Mapping> mappings, long sbrkBase) {
        long end = sbrkBase;
        for (Mapping mapping : mappings) {
            if (mapping.contains(end)
                    || (mapping.start() == end
                            && end > sbrkBase
                            && mapping.path().equals("[heap]"))) {
                end = mapping.end();
            }
        }
        return end;
    }

    /** The first chunk behind foreign memory that begins at {@code from}; -1 when there is none before {@code end}. */
    long nextPiece(long from, long end, long top) {
        memory.endAt(end);
        long steps = 0;
        for (long at = ChunkHeader.align(from); at < end && steps < SEARCH_LIMIT; at += ChunkHeader.ALIGNMENT) {
            steps++;
            if (!memory.covers(at, ChunkHeader.BYTES)) {
                at = (at | (PAGE - 1)) + 1 - ChunkHeader.ALIGNMENT;
                continue;
            }
            if ((at == top || isFirst(memory.word(at + ChunkHeader.SIZE)))) {
                steps += chain(at, end, top);
                if (chained) {
                    return at;
                }
            }
        }
        return -1;
    }

    /**
     * All pieces of a main arena whose break once could not move: then the first memory may be a mapping, too, what follows
     * it without a gap may be anybody's, and only where the chunks end tells where a piece does.
     *
     * @param taken memory of other arenas; gets that of the break
     * @param system the arena's bytes by its own count, which has foreign memory of before but not of later
     */
    List<HeapPiece> scattered(long base, AddressRanges taken, long top, long system) {
        long reach = breakEnd(mappings, base);
        List<HeapPiece> first = Addresses.isPossible(base) ? fromBase(base, reach, top) : List.of();
        taken.add(base, first.isEmpty() ? base : first.getLast().end());
        List<HeapPiece> mapped = mapped(taken, top);
        long own = bytes(first) + bytes(mapped);
        List<HeapPiece> pieces = new ArrayList<>(joined(first, system - own));
        pieces.addAll(mapped);
        return pieces;
    }

    private List<HeapPiece> fromBase(long base, long reach, long top) {
        List<HeapPiece> pieces = new ArrayList<>();
        long at = base;
        memory.endAt(reach);
        chain(at, reach, top);
        if (!chained) {
            return List.of(new HeapPiece(base, ChunkHeader.align(base), reach));
        }
        while (at >= 0) {
            pieces.add(new HeapPiece(at, at, chainEnd));
            at = nextPiece(chainEnd, reach, top);
        }
        return pieces;
    }

    /** As one what lies together, or with {@code foreign} counted bytes between. */
    private static List<HeapPiece> joined(List<HeapPiece> pieces, long foreign) {
        List<HeapPiece> joined = new ArrayList<>();
        long counted = foreign;
        for (HeapPiece piece : pieces) {
            long gap = joined.isEmpty()
                    ? Long.MAX_VALUE
                    : piece.start() - joined.getLast().end();
            if (gap <= counted || gap == 0) {
                counted -= gap;
                HeapPiece before = joined.removeLast();
                joined.add(new HeapPiece(before.start(), before.chunks(), piece.end()));
            } else {
                counted = 0;
                joined.add(piece);
            }
        }
        return joined;
    }

    private static long bytes(List<HeapPiece> pieces) {
        return pieces.stream().mapToLong(piece -> piece.end() - piece.start()).sum();
    }

    /** Pieces of a main arena that got memory from mmap: at the beginning of pages outside {@code taken}. */
    private List<HeapPiece> mapped(AddressRanges taken, long top) {
        List<HeapPiece> pieces = new ArrayList<>();
        int unreadable = 0;
        for (Mapping mapping : mappings) {
            if (!MappedChunks.isCandidate(mapping)) {
                continue;
            }
            memory.endAt(mapping.end());
            long at = taken.behind(mapping.start());
            while (at < mapping.end()) {
                if (!memory.covers(at, ChunkHeader.BYTES)) {
                    if (++unreadable > MOST_UNREADABLE_PAGES) {
                        return pieces;
                    }
                } else if (at == top || isFirst(memory.word(at + ChunkHeader.SIZE))) {
                    chain(at, mapping.end(), top);
                    if (chained) {
                        pieces.add(new HeapPiece(at, at, chainEnd));
                        at = taken.behind((chainEnd + PAGE - 1) & -PAGE);
                        continue;
                    }
                }
                at = taken.behind(at + PAGE);
            }
        }
        return pieces;
    }

    private boolean chained;
    private long chainEnd;

    private static boolean isFirst(long head) {
        return (head & ChunkHeader.FLAGS) == ChunkHeader.PREVIOUS_IN_USE
                && ChunkHeader.size(head) >= ChunkHeader.SMALLEST
                && ChunkHeader.isAligned(ChunkHeader.size(head));
    }

    /** Follows sizes from {@code start}: whether they lead to the top or to a fence, and how many steps it took. */
    private long chain(long start, long end, long top) {
        chained = false;
        long at = start;
        for (long steps = 1; at <= end - ChunkHeader.BYTES && memory.covers(at, ChunkHeader.BYTES); steps++) {
            long head = memory.word(at + ChunkHeader.SIZE);
            long size = ChunkHeader.size(head);
            if (at == top) {
                chained = size >= ChunkHeader.BYTES && size <= end - at;
                chainEnd = at + size;
                return steps;
            }
            if (size == ChunkHeader.BYTES) {
                long second = at + ChunkHeader.BYTES;
                chained = at > start && isFence(second, end);
                chainEnd = second + ChunkHeader.BYTES;
                if (chained && isFence(chainEnd, end)) {
                    // The old top was minimal: what was left of it is no larger than its fence.
                    chainEnd += ChunkHeader.BYTES;
                }
                return steps;
            }
            if (size < ChunkHeader.SMALLEST
                    || !ChunkHeader.isAligned(size)
                    || size > end - at
                    || (head & ChunkHeader.MAPPED) != 0) {
                return steps;
            }
            at += size;
        }
        return CONVINCING;
    }

    private boolean isFence(long chunk, long end) {
        return chunk <= end - ChunkHeader.BYTES
                && memory.covers(chunk, ChunkHeader.BYTES)
                && memory.word(chunk + ChunkHeader.SIZE) == (ChunkHeader.BYTES | ChunkHeader.PREVIOUS_IN_USE);
    }
}
