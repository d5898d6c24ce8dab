package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import lacuna.heap.block.AllocatorIdentity;
import lacuna.heap.block.BlockRun;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.CountingSink;
import lacuna.heap.block.Figure;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.block.Violations;
import lacuna.heap.block.Vocabulary;
import lacuna.heap.image.AuxiliaryVector;
import lacuna.heap.image.ProcessFacts;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MapHeader;
import lacuna.heap.map.MappingKind;
import lacuna.heap.map.MemoryMap;
import lacuna.heap.map.Name;
import lacuna.heap.map.Sureness;
import lacuna.linux.call.PageSize;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.VmFlags;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Blocks that come as runs are accounted for as if each had come by itself. */
class RunsTest {
    private static final long BASE = 0x10_0000_0010L;
    private static final long REACH = 64L << 20;
    private static final BlockState[] FREQUENT = {
        BlockState.LIVE,
        BlockState.LIVE,
        BlockState.LIVE,
        BlockState.FREE,
        BlockState.FREE,
        BlockState.CACHED,
        BlockState.THREAD_CACHED
    };

    @Property(seed = "1", tries = 300)
    void aRunIsTheSumOfItsBlocks(@ForAll long seed) {
        Blocks blocks = Blocks.random(new Random(seed));
        HeapExamination byRuns = examined(blocks, Way.RUNS);
        HeapExamination byBlocks = examined(blocks, Way.BLOCKS);
        RegionResidence runs = residence(byRuns);
        RegionResidence each = residence(byBlocks);
        assertThat(runs.resident()).isEqualTo(each.resident());
        assertThat(runs.live().classes()).isEqualTo(each.live().classes());
        assertThat(runs.freed().classes()).isEqualTo(each.freed().classes());
        assertThat(runs.occupancy().pages()).isEqualTo(each.occupancy().pages());
        assertThat(runs.holes().sizes().classes())
                .isEqualTo(each.holes().sizes().classes());
        assertThat(runs.holes().pinnedSizes().classes())
                .isEqualTo(each.holes().pinnedSizes().classes());
        assertThat(runs.holes().releasable()).isEqualTo(each.holes().releasable());
        assertThat(runs.holes().pinned()).isEqualTo(each.holes().pinned());
        assertThat(runs.holes().trim()).isEqualTo(each.holes().trim());
        assertThat(runs.holes().pins()).isEqualTo(each.holes().pins());
        assertThat(byRuns.ledger().leaves()).isEqualTo(byBlocks.ledger().leaves());
        assertThat(byRuns.heaps().getFirst().report().regions())
                .isEqualTo(byBlocks.heaps().getFirst().report().regions());
    }

    private enum Way {
        RUNS,
        BLOCKS
    }

    /** @param present the pages that are resident */
    private record Blocks(List<Long> sizes, List<BlockState> states, BitSet present) implements ResidentBytes {
        static Blocks random(Random random) {
            int count = 1 + random.nextInt(3 * BlockRun.MOST);
            List<Long> sizes = new ArrayList<>();
            List<BlockState> states = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sizes.add(32 + 16L * random.nextInt(random.nextInt(8) == 0 ? 2000 : 40));
                states.add(
                        random.nextInt(200) == 0
                                ? BlockState.values()[random.nextInt(BlockState.count())]
                                : FREQUENT[random.nextInt(FREQUENT.length)]);
            }
            if (random.nextBoolean()) {
                pinAcrossRuns(random, sizes, states);
            }
            BitSet present = new BitSet();
            present.set(0, (int) (REACH / PageSize.BYTES));
            for (int absent = random.nextInt(4) * 4; absent > 0; absent--) {
                present.clear(random.nextInt(500));
            }
            return new Blocks(sizes, states, present);
        }

        /** At the end a hole of some pages that begins in one run and ends in the next, and what pins it. */
        private static void pinAcrossRuns(Random random, List<Long> sizes, List<BlockState> states) {
            while ((sizes.size() + 2) % BlockRun.MOST != 0) {
                sizes.add(48L);
                states.add(BlockState.LIVE);
            }
            for (int i = 0; i < 4; i++) {
                sizes.add(16L * (300 + random.nextInt(300)));
                states.add(BlockState.FREE);
            }
            sizes.add(64L);
            states.add(BlockState.LIVE);
        }

        @Override
        public long between(long start, long end) {
            long sum = 0;
            long at = start;
            while (at < end) {
                long next = Math.min(end, (at & -PageSize.BYTES) + PageSize.BYTES);
                sum += present.get((int) ((at >> PageSize.SHIFT) - (BASE >> PageSize.SHIFT))) ? next - at : 0;
                at = next;
            }
            return sum;
        }

        void pour(Way way, BlockSink sink) {
            BlockRun run = new BlockRun();
            run.begin(BASE);
            long at = BASE;
            for (int i = 0; i < sizes.size(); i++) {
                switch (way) {
                    case BLOCKS -> sink.block(at, sizes.get(i), states.get(i));
                    case RUNS -> {
                        if (run.isFull()) {
                            run.pourInto(sink);
                        }
                        run.add(sizes.get(i), states.get(i));
                    }
                }
                at += sizes.get(i);
            }
            run.pourInto(sink);
        }
    }

    private static HeapExamination examined(Blocks blocks, Way way) {
        Mapping mapping =
                new Mapping(BASE & -PageSize.BYTES, BASE + REACH, Mapping.READ | Mapping.WRITE, 0, 0, 0, 0, "", false);
        Name name = new Name(MappingKind.ANONYMOUS, Sureness.BY_SHAPE, "made up");
        MapHeader header =
                new MapHeader(OptionalInt.empty(), "", "nothing", Optional.empty(), MapHeader.Method.CORE, List.of());
        MemoryMap map =
                MemoryMap.of(header, List.of(new MapEntry(mapping, name, Optional.empty(), VmFlags.NOT_PRINTED)));
        ProcessFacts facts = new ProcessFacts(OptionalInt.empty(), "", "", List.of(), AuxiliaryVector.UNKNOWN);
        return HeapExamination.ofRecord(
                new HeapExamination.Told(
                        map, facts, ResidentLedger.Measure.MAPPED, Pauses.NONE, List.of(), List.of(), List.of()),
                List.of(new Poured(blocks, way)),
                blocks,
                HeapOptions.Picture.NONE);
    }

    private static RegionResidence residence(HeapExamination examined) {
        return examined.heaps().getFirst().residences().getFirst();
    }

    /** A heap of one region, whose release call would give back what is free and larger than a page. */
    private record Poured(Blocks blocks, Way way) implements RecognisedHeap {
        @Override
        public AllocatorIdentity identity() {
            return new AllocatorIdentity("made", Vocabulary.of("made"), "", "", List.of(), "");
        }

        @Override
        public List<Figure> figures() {
            return List.of();
        }

        @Override
        public List<String> notes() {
            return List.of();
        }

        @Override
        public List<Region> regions() {
            return List.of(new Region(0, "all", "all", BASE, 1, OptionalLong.empty(), REACH));
        }

        @Override
        public RegionReport walk(Region region, BlockSink sink) {
            CountingSink counting = new CountingSink(sink);
            blocks.pour(way, counting);
            return counting.report(region, region.system(), new Violations());
        }

        @Override
        public RegionReport walkAgain(Region region, ByteReader memory, BlockSink sink) {
            return walk(region, sink);
        }

        @Override
        public long[] ranges(List<Region> regions) {
            return new long[0];
        }

        @Override
        public ReleaseForecast forecast(Region region, ResidentBytes resident) {
            return new ReleaseForecast() {
                private long sum;

                @Override
                public void block(long address, long size, BlockState state) {
                    sum += state == BlockState.FREE && size > PageSize.BYTES
                            ? resident.between(address, address + size)
                            : 0;
                }

                @Override
                public long releasable() {
                    return sum;
                }
            };
        }

        @Override
        public String releaseCall() {
            return "";
        }
    }
}
