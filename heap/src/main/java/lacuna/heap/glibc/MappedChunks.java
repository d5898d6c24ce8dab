package lacuna.heap.glibc;

import java.util.List;
import java.util.function.Supplier;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;
import lacuna.linux.proc.Mapping;

/**
 * The allocations that have mappings of their own. Each begins with a header that tells its length, so that they tile
 * what the kernel has merged. What mp_ counts of them is the proof.
 */
final class MappedChunks {
    private static final long PAGE = 4096;
    /**
     * Where on the first page memalign can put the header. The header from before stays at 0, and is out of date once the
     * block was reallocated: it comes last.
     */
    private static final int[] OFFSETS = {0xff0, 0x7f0, 0x3f0, 0x1f0, 0xf0, 0x70, 0x30, 0x10, 0};

    /** What may be chunks although nothing marks their beginning, at most. */
    private static final int MOST_CANDIDATES = 1 << 10;
    /** Looked at one by one, 4 GiB of address space; a damaged core may claim any amount. */
    private static final int MOST_PAGES = 1 << 20;

    private static final int MOST_TRIALS = 1 << 20;
    /** While chunks are chosen by their sum: that of 65536 reallocs. */
    private static final long MOST_DRIFT_TRIED = 1 << 20;

    private final MemoryWindow memory;
    private final List<Mapping> mappings;
    private final AddressRanges taken;
    private final AddressRanges found = new AddressRanges();
    private final boolean isNewer;
    private final LongList starts = new LongList();
    private final LongList lengths = new LongList();
    private long count;
    private long bytes;
    private int trials;
    private int pagesLooked;

    MappedChunks(MemoryWindow memory, List<Mapping> mappings, AddressRanges taken, ArenaLayout layout) {
        this.memory = memory;
        this.mappings = mappings;
        this.taken = taken;
        // The header's meaning changed in 2.43, as the arena's layout did.
        this.isNewer = layout == ArenaLayout.D;
    }

    /** Memory as malloc gets it from mmap. */
    static boolean isCandidate(Mapping mapping) {
        return !mapping.isShared()
                && mapping.isReadable()
                && mapping.isWritable()
                && (mapping.isAnonymous()
                        || mapping.isReservedHuge()
                        || mapping.path().startsWith("[anon:"))
                && Addresses.isPossible(mapping.start())
                && Addresses.isPossible(mapping.end());
    }

    /**
     * Pours the chunks that {@code parameters} count; what is counted at the end must be the same. Returns the bytes that
     * the parameters say too much by the drift of their layout.
     */
    long walk(Parameters parameters, Supplier<Parameters> atTheEnd, BlockSink sink, Violations violations) {
        if (parameters.mappedCount() > 0) {
            forEachRun((start, runEnd) -> beginnings(start, runEnd, sink), Starts.OF_MAPPINGS);
            if (count < parameters.mappedCount()) {
                forEachRun((start, runEnd) -> everyPage(start, runEnd, sink), Starts.OF_RUNS);
                long missing = parameters.mappedCount() - count;
                boolean[] chosen = new boolean[starts.size()];
                if (choose(missing, parameters, chosen)) {
                    for (int i = 0; i < chosen.length; i++) {
                        if (chosen[i]) {
                            take(starts.get(i), lengths.get(i), sink);
                        }
                    }
                }
            }
        }
        if (count != parameters.mappedCount()) {
            violations.add("not as many mapped chunks are found as are counted", parameters.address());
            return 0;
        }
        long drift = parameters.mappedBytes() - bytes;
        boolean mayDrift =
                drift >= 0 && drift <= parameters.layout().mostDrift() && drift % ParametersLayout.DRIFT_STEP == 0;
        if (!mayDrift) {
            return 0;
        }
        // Where sums need not agree, only this tells that chunks came and went meanwhile.
        if (parameters.layout().mostDrift() > 0 && !parameters.countsAs(atTheEnd.get())) {
            violations.add("mapped chunks came or went while they were looked for", parameters.address());
        }
        return drift;
    }

    /** By the exact sum; where that may have drifted, by the least drift with which there is one. */
    private boolean choose(long missing, Parameters parameters, boolean[] chosen) {
        long all = parameters.mappedBytes() - bytes;
        long most = Math.min(parameters.layout().mostDrift(), MOST_DRIFT_TRIED);
        for (long drift = most == 0 ? 0 : all & PAGE - 1; drift <= most; drift += PAGE) {
            if (choose(0, missing, all - drift, chosen)) {
                return true;
            }
        }
        return false;
    }

    /** Picks exactly {@code missing} candidates that together have exactly {@code bytesMissing} bytes. */
    private boolean choose(int from, long missing, long bytesMissing, boolean[] chosen) {
        if (missing == 0) {
            return bytesMissing == 0;
        }
        for (int i = from; i < chosen.length && trials++ < MOST_TRIALS; i++) {
            if (lengths.get(i) <= bytesMissing) {
                chosen[i] = true;
                if (choose(behind(i), missing - 1, bytesMissing - lengths.get(i), chosen)) {
                    return true;
                }
                chosen[i] = false;
            }
        }
        return false;
    }

    /** The first candidate that does not overlap with that at {@code index}. */
    private int behind(int index) {
        long end = starts.get(index) + lengths.get(index);
        int next = index + 1;
        while (next < starts.size() && starts.get(next) < end) {
            next++;
        }
        return next;
    }

    private interface Search {
        void in(long start, long end);
    }

    private enum Starts {
        OF_MAPPINGS,
        OF_RUNS
    }

    /**
     * Searches the candidates, each to the end of those that follow it without a gap: advice to the kernel (madvise) splits
     * a mapping behind the header of the chunk that it was made for.
     */
    private void forEachRun(Search search, Starts starts) {
        List<Mapping> candidates =
                mappings.stream().filter(MappedChunks::isCandidate).toList();
        int last = -1;
        for (int i = 0; i < candidates.size(); i++) {
            boolean begins = i > last;
            while (last < i
                    || (last + 1 < candidates.size()
                            && candidates.get(last + 1).start()
                                    == candidates.get(last).end())) {
                last++;
            }
            if (begins || starts == Starts.OF_MAPPINGS) {
                search.in(candidates.get(i).start(), candidates.get(last).end());
            }
        }
    }

    /** The chunks that tile memory from where it, or what else lies in it, begins and ends. */
    private void beginnings(long start, long runEnd, BlockSink sink) {
        if (found.behind(start) != start) {
            return;
        }
        long at = start;
        while (at < runEnd) {
            at = found.behind(taken.behind(at));
            long end = taken.nextStart(at, runEnd);
            while (at < end) {
                long length = lengthAt(at, end);
                if (length == 0) {
                    break;
                }
                take(at, length, sink);
                at += length;
            }
            at = Math.max(at, end);
        }
    }

    /** The chunks that stand behind something else in a merged mapping, and what only looks like one. */
    private void everyPage(long start, long runEnd, BlockSink sink) {
        long at = found.behind(taken.behind(start));
        while (at < runEnd) {
            long end = found.nextStart(at, taken.nextStart(at, runEnd));
            for (at = unclaimed(at, sink);
                    at < end && starts.size() < MOST_CANDIDATES && pagesLooked++ < MOST_PAGES;
                    at = unclaimed(at + PAGE, sink)) {
                long length = lengthAt(at, end);
                if (length > 0) {
                    starts.add(at);
                    lengths.add(length);
                }
            }
            at = found.behind(taken.behind(end));
        }
    }

    /** The first page from that at {@code page} on that is not all another heap's: no chunk begins in those. */
    private static long unclaimed(long page, BlockSink sink) {
        return sink.unclaimed(page) & -PAGE;
    }

    private void take(long start, long length, BlockSink sink) {
        found.add(start, start + length);
        count++;
        bytes += length;
        sink.block(start, length, BlockState.LIVE);
    }

    /** The length of the mapping that begins at {@code page} by the header on it; 0 when there is none. */
    private long lengthAt(long page, long end) {
        memory.endAt(end);
        if (page > end - PAGE || !memory.covers(page, (int) PAGE)) {
            return 0;
        }
        for (int offset : OFFSETS) {
            long chunk = page + offset;
            long head = memory.word(chunk + ChunkHeader.SIZE);
            long before = memory.word(chunk + ChunkHeader.PREVIOUS_SIZE);
            long distance = isNewer ? before & ~1L : before;
            long size = ChunkHeader.size(head);
            boolean isMapped = (head & ChunkHeader.FLAGS) == ChunkHeader.MAPPED;
            if (isMapped && distance == offset && size > 0 && size <= end - page) {
                long length = distance + size + (isNewer ? ChunkHeader.BYTES : 0);
                if (length % PAGE == 0 && length <= end - page) {
                    return length;
                }
            }
        }
        return 0;
    }
}
