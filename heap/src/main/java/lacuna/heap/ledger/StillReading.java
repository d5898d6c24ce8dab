package lacuna.heap.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.image.LiveImage;
import lacuna.linux.call.Access;
import lacuna.linux.call.Pace;
import lacuna.linux.call.Pause;
import lacuna.linux.call.PauseOutcome;
import lacuna.linux.call.ProcessMemory;
import lacuna.linux.call.Refusal;
import lacuna.linux.call.Residency;

/**
 * Reads regions of a process that does not hold still: stops it for as long as a copy of their present pages takes, and
 * lets it go before anything is looked at. How long that will be is measured by the same copy without a stop.
 */
final class StillReading {
    private static final int WARM_UPS = 3;
    /** A first copy is slower than the next, but not so many times. */
    private static final int HOPELESS = 4;

    private final int pid;
    private final Duration maxPause;
    private final StopNotice notice;
    private final Map<Long, Duration> needed = new HashMap<>();
    private final List<String> gaps = new ArrayList<>();
    private Duration longest = Duration.ZERO;
    private Pauses pauses = Pauses.NONE;

    StillReading(int pid, Duration maxPause, StopNotice notice) {
        this.pid = pid;
        this.maxPause = maxPause;
        this.notice = notice;
    }

    Pauses pauses() {
        return pauses;
    }

    /** Why a region could not be read while the process stood still, in words for the user. */
    List<String> gaps() {
        List<String> all = new ArrayList<>(gaps);
        if (longest.isPositive()) {
            all.add("the process would have to stand still for about " + (longest.toMillis() + 1)
                    + " ms, longer than allowed");
        }
        return all;
    }

    /** How long the process would have to stand still for {@code region} to be read: by the last try, or usually. */
    Optional<Duration> needed(Region region) {
        if (maxPause.isZero()) {
            return Optional.of(HeapOptions.DEFAULT.maxPause());
        }
        return Optional.ofNullable(needed.get(region.address()));
    }

    /** Lets {@code reader} read {@code regions} of {@code heap} from a copy of one moment: whether there was one. */
    boolean read(LiveImage image, RecognisedHeap heap, List<Region> regions, Consumer<StillCopy> reader) {
        if (maxPause.isZero()) {
            return false;
        }
        return switch (ProcessMemory.open(pid)) {
            case Access.Refused<ProcessMemory>(Refusal refusal) -> refused(refusal);
            case Access.Granted<ProcessMemory>(ProcessMemory memory) ->
                switch (Residency.open(pid, Pace.HASTY)) {
                    case Access.Refused<Residency>(Refusal refusal) -> {
                        memory.close();
                        yield refused(refusal);
                    }
                    case Access.Granted<Residency>(Residency residency) -> {
                        try (memory;
                                residency;
                                StillCopy copy =
                                        new StillCopy(memory, residency, image::read, heap.ranges(regions), maxPause)) {
                            yield take(copy, regions, reader);
                        }
                    }
                };
        };
    }

    private boolean take(StillCopy copy, List<Region> regions, Consumer<StillCopy> reader) {
        if (copy.tooLong().isPresent()) {
            return wouldTake(copy.tooLong().get(), regions);
        }
        long nanos = 0;
        for (int i = 0; i < WARM_UPS; i++) {
            long began = System.nanoTime();
            if (!copy.take()) {
                gaps.add("more memory than can be copied while the process stands still, or some of it is swapped out");
                return false;
            }
            nanos = System.nanoTime() - began;
            if (nanos > HOPELESS * maxPause.toNanos()) {
                break;
            }
        }
        Duration about = Duration.ofNanos(nanos);
        regions.forEach(region -> needed.put(region.address(), about));
        if (nanos > maxPause.toNanos()) {
            return wouldTake(about, regions);
        }
        notice.stopping(
                pid,
                about,
                regions.size() == 1 ? regions.getFirst().name() : "all " + regions.size() + " regions of its heap");
        PauseOutcome<Boolean> outcome = Pause.during(pid, maxPause, copy::take);
        if (outcome.stop().threads() > 0) {
            pauses = pauses.plus(outcome.stop().micros());
        }
        return switch (outcome) {
            case PauseOutcome.Kept<Boolean>(Boolean isComplete, PauseOutcome.Stop _) -> {
                if (isComplete) {
                    reader.accept(copy);
                }
                yield isComplete;
            }
            case PauseOutcome.Overran<Boolean>(Boolean _, PauseOutcome.Stop stop) -> {
                Duration longer = Duration.ofNanos(1000 * stop.micros()).plus(about);
                regions.forEach(region -> needed.put(region.address(), longer));
                gaps.add("a copy took longer than the pause that is allowed");
                yield false;
            }
            case PauseOutcome.Refused<Boolean>(Refusal refusal, PauseOutcome.Stop _) -> refused(refusal);
        };
    }

    private boolean wouldTake(Duration about, List<Region> regions) {
        regions.forEach(region -> needed.put(region.address(), about));
        longest = longest.compareTo(about) > 0 ? longest : about;
        return false;
    }

    private boolean refused(Refusal refusal) {
        gaps.add("it cannot be stopped: " + refusal.why() + "; " + refusal.remedy());
        return false;
    }
}
