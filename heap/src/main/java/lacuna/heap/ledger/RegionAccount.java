package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lacuna.heap.block.BlockRun;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.call.PageSize;

/** Lays the blocks of one region over its resident pages, as they come; holds sums only. */
final class RegionAccount implements BlockSink {
    /** The ends of heaps are marked by blocks no larger than this, which pin nothing. */
    private static final long LARGEST_FENCE = 48;

    private static final int MOST_PINS = 1024;
    private static final int LIVE = BlockState.LIVE.ordinal();
    /** What nearly every run consists of. */
    private static final Set<BlockState> PLAIN =
            EnumSet.of(BlockState.LIVE, BlockState.FREE, BlockState.CACHED, BlockState.THREAD_CACHED);

    private static final boolean IN_USE = true;
    private static final boolean FREED = false;

    private final ResidentBytes resident;
    private final Footprint footprint;
    private final Claims claimed;
    private final RecognisedHeap heap;
    private final Region region;
    private final long[] residentBytes = new long[BlockState.count()];
    private final SizeHistogram live = new SizeHistogram();
    private final SizeHistogram freed = new SizeHistogram();
    private final HoleSums holes = new HoleSums();
    private final PageOccupancy occupancy = new PageOccupancy();
    private final List<Pin> pins = new ArrayList<>();

    private ReleaseForecast forecast;
    private long given;
    private long givenOfTop;
    private Optional<RegionAccount> behind = Optional.empty();

    private long end;

    // The last block in use, and what is free directly below it.
    private long lastAddress;
    private long lastSize;
    private BlockState lastState = BlockState.FREE;
    private long freeBelowLast;
    private long freeRun;

    /** What {@code claimed} holds is another heap's. */
    RegionAccount(RecognisedHeap heap, Region region, ResidentBytes resident, Footprint footprint, Claims claimed) {
        this.heap = heap;
        this.region = region;
        this.resident = resident;
        this.footprint = footprint;
        this.claimed = claimed;
        this.forecast = heap.forecast(region, resident);
    }

    @Override
    public void block(long address, long size, BlockState state) {
        lay(address, address + size, state);
        forecast.block(address, size, state);
        if (state == BlockState.LIVE) {
            live.add(size);
        } else if (isFreedBlock(state)) {
            freed.add(size);
        }
        place(address, size, size, state);
    }

    @Override
    public void blocks(long address, long size, int count, BlockState state) {
        long all = size * count;
        lay(address, address + all, state);
        forecast.blocks(address, size, count, state);
        if (state == BlockState.LIVE) {
            live.add(size, count);
        } else if (isFreedBlock(state)) {
            freed.add(size, count);
        }
        place(address, all, size, state);
    }

    private static boolean isFreedBlock(BlockState state) {
        return state.isFreed() && state != BlockState.TOP;
    }

    @Override
    public void run(BlockRun run) {
        if (!claimed.isEmpty()) {
            BlockSink.super.run(run);
        } else if (run.holdsOnly(PLAIN) && footprint.isInLast(run.start(), run.end()) && isPresent(run)) {
            presentRun(run);
        } else {
            partlyPresentRun(run);
        }
    }

    private boolean isPresent(BlockRun run) {
        return resident.between(run.start(), run.end()) == run.end() - run.start();
    }

    /** Live blocks between two others are laid over their pages as one: what a page holds of each makes no difference. */
    private void partlyPresentRun(BlockRun run) {
        long address = run.start();
        int index = 0;
        while (index < run.count()) {
            long size = 0;
            long to = address;
            while (index < run.count() && run.stateNumber(index) == LIVE) {
                size = run.size(index++);
                live.add(size);
                to += size;
            }
            if (to > address) {
                lay(address, to, BlockState.LIVE);
                forecast.block(address, to - address, BlockState.LIVE);
                place(address, to - address, size, BlockState.LIVE);
            }
            if (index < run.count()) {
                size = run.size(index);
                block(to, size, run.state(index++));
                to += size;
            }
            address = to;
        }
    }

    /** The same where every byte is resident and in one mapping, so that sums take the place of questions. */
    private void presentRun(BlockRun run) {
        if (run.start() != end) {
            pieceEnds();
        }
        end = run.end();
        footprint.extend(run.start(), end);
        footprint.add(run.start(), end, end - run.start(), resident);
        for (BlockState state : PLAIN) {
            residentBytes[state.ordinal()] += run.bytes(state.ordinal());
        }
        long[] words = run.words();
        int count = run.count();
        long address = run.start();
        long used = address;
        for (int i = 0; i < count; i++) {
            long word = words[i];
            long size = BlockRun.size(word);
            if (BlockRun.stateNumber(word) == LIVE) {
                live.add(size);
            } else {
                if (used < address) {
                    occupancy.add(used, address, IN_USE, resident);
                }
                used = address + size;
                freedBlock(address, size, run.state(i));
            }
            address += size;
        }
        if (used < address) {
            occupancy.add(used, address, IN_USE, resident);
        }
        lastOf(run);
    }

    private void freedBlock(long address, long size, BlockState state) {
        freed.add(size);
        forecast.block(address, size, state);
        occupancy.add(address, address + size, FREED, resident);
        if (state.isHole()) {
            holes.freed(address, address + size, resident);
        }
    }

    /** The last block of a run that is in use, and how much is free below it. */
    private void lastOf(BlockRun run) {
        int index = run.count() - 1;
        long to = run.end();
        while (index >= 0 && run.state(index).isHole()) {
            to -= run.size(index--);
        }
        long freeAtEnd = run.end() - to;
        if (index < 0) {
            freeRun += freeAtEnd;
            return;
        }
        lastSize = run.size(index);
        lastAddress = to - lastSize;
        lastState = run.state(index--);
        long below = lastAddress;
        while (index >= 0 && run.state(index).isHole()) {
            below -= run.size(index--);
        }
        freeBelowLast = lastAddress - below + (index < 0 ? freeRun : 0);
        freeRun = freeAtEnd;
    }

    @Override
    public long unclaimed(long address) {
        return claimed.firstFree(address);
    }

    @Override
    public Optional<BlockSink> behind() {
        behind = Optional.of(new RegionAccount(heap, region, resident.another(), footprint.behind(), claimed));
        return behind.map(account -> account);
    }

    /** Where the two meet, both blocks are live: no hole, no pin and no forecast goes across. A page may. */
    @Override
    public void join() {
        RegionAccount next = behind.orElseThrow();
        Arrays.setAll(residentBytes, i -> residentBytes[i] + next.residentBytes[i]);
        live.add(next.live);
        freed.add(next.freed);
        holes.join(next.holes, resident);
        occupancy.join(next.occupancy, resident);
        footprint.join(next.footprint);
        pins.addAll(next.pins.subList(0, Math.min(next.pins.size(), MOST_PINS - pins.size())));
        given += forecast.releasable() + next.given;
        givenOfTop += forecast.releasableOfTop() + next.givenOfTop;
        forecast = next.forecast;
        end = next.end;
        lastAddress = next.lastAddress;
        lastSize = next.lastSize;
        lastState = next.lastState;
        freeBelowLast = next.freeBelowLast;
        freeRun = next.freeRun;
        behind = next.behind;
    }

    /** The next memory, all of one state, over its pages. */
    private void lay(long start, long to, BlockState state) {
        if (start != end) {
            pieceEnds();
        }
        end = to;
        footprint.extend(start, to);
        boolean canHoldOthers = state == BlockState.LIVE || state == BlockState.FOREIGN;
        if (canHoldOthers && to - start >= PageSize.BYTES && !claimed.isEmpty()) {
            layAround(start, to, state);
        } else {
            count(start, to, state);
        }
        occupancy.add(start, to, !state.isFreed(), resident);
    }

    /** Without what other heaps have claimed. */
    private void layAround(long start, long to, BlockState state) {
        long at = claimed.firstFree(start);
        while (at < to) {
            long next = claimed.firstClaimed(at, to);
            count(at, next, state);
            at = claimed.firstFree(next);
        }
    }

    private void count(long start, long to, BlockState state) {
        long present = resident.between(start, to);
        residentBytes[state.ordinal()] += present;
        footprint.add(start, to, present, resident);
    }

    /** Where holes begin and end; the last block of {@code size} bytes is what may pin what is below it. */
    private void place(long address, long all, long size, BlockState state) {
        switch (state) {
            case FREE, CACHED, LAZILY_FREED, GIVEN_BACK -> {
                holes.freed(address, address + all, resident);
                freeRun += all;
            }
            case TOP -> pieceEnds();
            case LIVE, THREAD_CACHED, OVERHEAD, FOREIGN -> {
                if (state != BlockState.OVERHEAD || size > LARGEST_FENCE) {
                    lastAddress = address + all - size;
                    lastSize = size;
                    lastState = state;
                    freeBelowLast = all == size ? freeRun : 0;
                    freeRun = 0;
                }
            }
        }
    }

    /** After the last block. */
    RegionResidence finish() {
        holes.close(resident);
        pieceEnds();
        occupancy.finish(resident);
        footprint.finish();
        Map<BlockState, Long> perState = new EnumMap<>(BlockState.class);
        for (BlockState state : BlockState.values()) {
            perState.put(state, residentBytes[state.ordinal()]);
        }
        pins.sort((a, b) -> Long.compare(b.below(), a.below()));
        return new RegionResidence(
                perState,
                new Holes(
                        holes.sizes(),
                        holes.pinnedSizes(),
                        holes.releasable(),
                        holes.pinned(),
                        given + forecast.releasable(),
                        givenOfTop + forecast.releasableOfTop(),
                        pins),
                live,
                freed,
                occupancy,
                footprint);
    }

    private void pieceEnds() {
        if (heap.shrinksFromItsEnds()
                && lastState != BlockState.FREE
                && freeBelowLast >= PageSize.BYTES
                && pins.size() < MOST_PINS) {
            OptionalInt thread = switch (lastState) {
                case THREAD_CACHED, OVERHEAD -> heap.cacheOwner(lastAddress);
                case LIVE, CACHED, FREE, TOP, LAZILY_FREED, GIVEN_BACK, FOREIGN -> OptionalInt.empty();
            };
            pins.add(new Pin(lastAddress, lastSize, lastState, thread, freeBelowLast));
        }
        lastState = BlockState.FREE;
        freeRun = 0;
        freeBelowLast = 0;
    }
}
