package lacuna.heap.mimalloc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.Region;
import lacuna.heap.image.ProcessFacts;
import lacuna.heap.image.ProcessThread;

/** Segments by who has them: each thread, for a segment is of one; those of threads that ended; huge blocks; and nobody. */
final class Regions {
    private static final String THREAD = "thread";
    private static final String GONE = "gone";
    private static final String ENDED = "ended";
    private static final String HUGE = "huge";
    private static final String KEPT = "kept";
    /** A thread's number is where its libc's record of it begins, which is smaller than this. */
    private static final long RECORD = 4096;

    private final List<Region> regions = new ArrayList<>();
    private final List<HeapThread> threads = new ArrayList<>();

    private Regions() {}

    static Regions of(ProcessFacts facts, List<Segment> segments) {
        Regions regions = new Regions();
        List<ProcessThread> known = facts.threads().stream()
                .filter(thread -> thread.descriptor().isPresent())
                .sorted(Comparator.comparingInt(ProcessThread::tid))
                .toList();
        long[] owners = segments.stream()
                .filter(segment -> segment.owner() == Segment.Owner.THREAD)
                .mapToLong(Segment::thread)
                .distinct()
                .toArray();
        for (ProcessThread thread : known) {
            for (long owner : owners) {
                if (isOf(thread, owner)) {
                    regions.threads.add(
                            new HeapThread(thread.tid(), OptionalInt.of(regions.regions.size()), Optional.empty()));
                    boolean isMain = thread.tid() == facts.pid().orElse(-1);
                    regions.add(THREAD, isMain ? "main thread" : "thread " + thread.tid(), owner, segments);
                }
            }
        }
        for (long owner : owners) {
            if (known.stream().noneMatch(thread -> isOf(thread, owner))) {
                // In a forked child, a thread that only its parent has.
                String name = known.isEmpty() ? "a thread" : "a thread that is not here";
                regions.add(known.isEmpty() ? THREAD : GONE, name, owner, segments);
            }
        }
        regions.add(ENDED, "threads that ended", 0, segments);
        regions.add(HUGE, "huge blocks", 0, segments);
        regions.add(KEPT, "segments kept empty", 0, segments);
        return regions;
    }

    private static boolean isOf(ProcessThread thread, long owner) {
        long offset = thread.descriptor().orElse(0) - owner;
        return offset >= 0 && offset < RECORD;
    }

    static Segment.Owner ownerOf(Region region) {
        return switch (region.kind()) {
            case ENDED -> Segment.Owner.ENDED;
            case HUGE -> Segment.Owner.HUGE_BLOCK;
            case KEPT -> Segment.Owner.NOBODY;
            default -> Segment.Owner.THREAD;
        };
    }

    List<Region> regions() {
        return List.copyOf(regions);
    }

    List<HeapThread> threads() {
        return List.copyOf(threads);
    }

    private void add(String kind, String name, long address, List<Segment> segments) {
        Region region = new Region(regions.size(), kind, name, address, 0, OptionalLong.empty(), 0);
        Segment.Owner owner = ownerOf(region);
        int count = 0;
        long bytes = 0;
        for (Segment segment : segments) {
            if (segment.owner() == owner && (owner != Segment.Owner.THREAD || segment.thread() == address)) {
                count++;
                bytes += segment.length();
            }
        }
        if (count > 0) {
            regions.add(new Region(region.index(), kind, name, address, count, OptionalLong.empty(), bytes));
        }
    }
}
