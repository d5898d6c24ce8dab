package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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

    private final ResidentBytes resident;
    private final Footprint footprint;
    private final Claims claimed;
    private final ReleaseForecast forecast;
    private final RecognisedHeap heap;
    private final long[] residentBytes = new long[BlockState.count()];
    private final SizeHistogram live = new SizeHistogram();
    private final SizeHistogram holes = new SizeHistogram();
    private final PageOccupancy occupancy = new PageOccupancy();
    private final List<Pin> pins = new ArrayList<>();

    private long end;
    private long holeStart;
    private long holeEnd;
    private long releasable;
    private long pinned;

    // The last block in use, and what is free directly below it.
    private long lastAddress;
    private long lastSize;
    private BlockState lastState = BlockState.FREE;
    private long freeBelowLast;
    private long freeRun;

    /** What {@code claimed} holds is another heap's. */
    RegionAccount(RecognisedHeap heap, Region region, ResidentBytes resident, Footprint footprint, Claims claimed) {
        this.heap = heap;
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
        }
        place(address, all, size, state);
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
                if (holeEnd != address) {
                    holeEnds();
                    holeStart = address;
                }
                holeEnd = end;
                freeRun += all;
            }
            case TOP -> {
                holeEnds();
                pieceEnds();
            }
            case LIVE, THREAD_CACHED, OVERHEAD, FOREIGN -> {
                holeEnds();
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
        holeEnds();
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
                new Holes(holes, releasable, pinned, forecast.releasable(), pins),
                live,
                occupancy,
                footprint);
    }

    private void holeEnds() {
        if (holeEnd == holeStart) {
            return;
        }
        holes.add(holeEnd - holeStart);
        long from = (holeStart + PageSize.BYTES - 1) & -PageSize.BYTES;
        long to = holeEnd & -PageSize.BYTES;
        long all = resident.between(holeStart, holeEnd);
        long whole = from < to ? resident.between(from, to) : 0;
        releasable += whole;
        pinned += all - whole;
        holeStart = 0;
        holeEnd = 0;
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
