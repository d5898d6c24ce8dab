package lacuna.heap.mimalloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.image.LiveImage;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.Soundness;
import lacuna.heap.map.MapOptions;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program on mimalloc 2.0.9 has by its own count: the walk from outside finds exactly that. */
class MimallocTruthTest {
    private static final Path LIBRARY = Path.of("/usr/lib/x86_64-linux-gnu/libmimalloc.so.2");
    private static final int THREADS = 3;
    private static final int HUGES = 4;
    /** Of the program and its libc: the list of each thread's blocks, and its thread-local variables. */
    private static final int OWN_BLOCKS = 2 * THREADS;

    @BeforeEach
    void itIsHere() {
        assumeTrue(Files.exists(LIBRARY), () -> LIBRARY + " is not here: build/test-packages names it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "shrunk", "crossed", "ended"})
    void everyBlockIsFound(String what) {
        try (Target target = program(what).start()) {
            HeapExamination examined = examined(target);
            AllocatorReport report = mimalloc(examined).report();
            assertThat(report.identity().isConfirmed()).isTrue();
            assertThat(report.identity().object()).contains("libmimalloc");
            assertThat(report.identity().layout()).contains("2.0.9");
            assertThat(report.total().blocks(BlockState.LIVE)).isEqualTo(target.number("live_blocks") + OWN_BLOCKS);
            assertThat(figure(report, "freedByOtherThreads")).isEqualTo(target.number("crossed"));
            Map<Long, Long> live = liveBySize(report);
            target.facts().forEach((name, count) -> {
                if (name.startsWith("of_")) {
                    long size = Long.parseLong(name.substring(3));
                    long key = size > Layout.LARGEST_CLASS ? 0 : size;
                    // The program's own lists are large, too, and what its libc has is small.
                    assertThat(live.get(key))
                            .as(name)
                            .isBetween(Long.parseLong(count), Long.parseLong(count) + THREADS);
                }
            });
            assertEachByteOnce(examined);
        }
    }

    @Test
    void hugeBlocksHaveSegmentsOfTheirOwn() {
        try (Target target = program("huge").start()) {
            AllocatorReport report = mimalloc(examined(target)).report();
            assertThat(report.total().blocks(BlockState.LIVE))
                    .isEqualTo(target.number("live_blocks") + OWN_BLOCKS + HUGES);
            assertThat(report.regions())
                    .filteredOn(region -> region.region().name().equals("main thread"))
                    .singleElement()
                    .satisfies(region -> {
                        assertThat(region.region().heaps()).isEqualTo(1 + HUGES);
                        assertThat(region.tally().bytes(BlockState.LIVE))
                                .isGreaterThanOrEqualTo(IntStream.range(0, HUGES)
                                        .mapToLong(i -> target.number("huge_" + i))
                                        .sum());
                    });
        }
    }

    @Test
    void threadsThatEndedLeaveTheirSegmentsToNobody() {
        try (Target target = program("ended").start()) {
            assertThat(mimalloc(examined(target)).report().regions())
                    .extracting(region -> region.region().name())
                    .containsExactly("main thread", "threads that ended");
        }
    }

    @Test
    void whereAllBlocksOfAPageLiveNothingOfItIsRead() {
        try (Target target = program("live").start();
                ProcReader reader = new ProcReader(ProcRoot.host());
                LiveImage image = LiveImage.of(
                        ProcRoot.host(),
                        reader,
                        target.pid(),
                        reader.maps(target.pid()).toOptional().orElseThrow())) {
            RecognisedHeap heap = new MimallocAllocator().recognise(image).getFirst();
            List<long[]> reads = new ArrayList<>();
            ByteReader recording = (address, into, length) -> {
                reads.add(new long[] {address, address + length});
                return image.read(address, into, length);
            };
            List<long[]> pages = new ArrayList<>();
            PageNotes notes = new PageNotes(pages);
            for (Region region : heap.regions()) {
                assertThat(heap.walkAgain(region, recording, notes).isConsistent())
                        .isTrue();
            }
            notes.finish();
            assertThat(pages).hasSizeGreaterThan(100);
            for (long[] page : pages) {
                assertThat(reads).noneMatch(read -> read[0] < page[1] && read[1] > page[0]);
            }
        }
    }

    @Test
    void aHeapThatChangesIsReadFromOneMoment() {
        HeapOptions patient = new HeapOptions(Duration.ofSeconds(2), MapOptions.DEFAULT);
        try (Target target = program("churn").start()) {
            Eventually.holds(() -> {
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), patient);
                return examined.pauses().count() > 0
                        && examined.heaps().getFirst().report().isConsistent();
            });
        }
    }

    @Test
    void withoutPermissionToStopItWhatIsTornIsToldAsTorn() {
        try (Target target = program("churn").start()) {
            Eventually.holds(() -> !examined(target).heaps().getFirst().report().isConsistent());
        }
    }

    /** Runs of live blocks that are whole slices long: the pages of which no block is free. */
    private static final class PageNotes implements BlockSink {
        private static final long MOST_OF_A_PAGE = 60 << 10;

        private final List<long[]> pages;
        private long start;
        private long end;

        PageNotes(List<long[]> pages) {
            this.pages = pages;
        }

        @Override
        public void block(long address, long size, BlockState state) {
            blocks(address, size, 1, state);
        }

        @Override
        public void blocks(long address, long size, int count, BlockState state) {
            if (state == BlockState.LIVE && count * size >= MOST_OF_A_PAGE) {
                finish();
                start = (address + 4095) & -4096;
                end = (address + count * size) & -4096;
                finish();
            }
        }

        void finish() {
            if (end > start) {
                pages.add(new long[] {start, end});
            }
            start = 0;
            end = 0;
        }
    }

    private static TargetProgram program(String what) {
        return Target.c("mimalloc_truth.c", String.valueOf(THREADS), "2000", what)
                .under("env", "LD_PRELOAD=" + LIBRARY);
    }

    private static HeapExamination examined(Target target) {
        return HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
    }

    private static HeapAccount mimalloc(HeapExamination examined) {
        HeapAccount heap = examined.heaps().getFirst();
        assertThat(heap.report().identity().allocator()).isEqualTo("mimalloc");
        assertThat(heap.report().isConsistent()).as(heap.report().toString()).isTrue();
        assertThat(examined.others()).isEmpty();
        return heap;
    }

    private static void assertEachByteOnce(HeapExamination examined) {
        Soundness.assertEachByteOnce(examined, "mimalloc, live");
        assertThat(examined.ledger().bytes("mimalloc segment")).isZero();
    }

    private static Map<Long, Long> liveBySize(AllocatorReport report) {
        Map<Long, Long> live = new HashMap<>();
        report.details().stream()
                .filter(detail -> detail.name().equals("classes"))
                .flatMap(detail -> detail.rows().stream())
                .forEach(row -> live.put(row.values().get(0), row.values().get(2)));
        return live;
    }

    private static long figure(AllocatorReport report, String name) {
        return report.figures().stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
