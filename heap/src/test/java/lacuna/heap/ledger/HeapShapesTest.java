package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Tally;
import lacuna.heap.glibc.GlibcAllocator;
import lacuna.heap.image.LiveImage;
import lacuna.heap.map.MapEntry;
import lacuna.linux.call.PageSize;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Heaps of many shapes: glibc's own reports, the program's own pointers and what malloc_trim really returns. */
class HeapShapesTest {
    private static final long HEADER = 16;
    private static final List<String> STATIC = List.of("-static");

    static Stream<List<String>> shapes() {
        return Stream.of(
                List.of(),
                List.of("small"),
                List.of("holes", "top"),
                List.of("pinned"),
                List.of("memalign", "mapped"),
                List.of("mapped", "remapped"),
                List.of("threads"),
                List.of("gone"),
                List.of("manyheaps"),
                List.of("shrunk"),
                List.of("foreign"),
                List.of("holes", "moved"),
                List.of("noncontiguous"),
                List.of("walled"),
                List.of("walled", "small", "holes"),
                List.of("joined"),
                List.of("unlimited", "foreign"),
                List.of("threads", "noncontiguous", "memalign", "mapped"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyArenaIsAsGlibcReportsIt(List<String> shapes) {
        try (Target target =
                Target.c("heap_shapes.c", shapes.toArray(String[]::new)).start()) {
            assertAsReported(target, examined(target));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyArenaOfAStaticProgramIsAsGlibcReportsIt(List<String> shapes) {
        try (Target target =
                Target.c("heap_shapes.c", STATIC, shapes.toArray(String[]::new)).start()) {
            assertAsReported(target, examined(target));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyPointerOfTheProgramIsALiveBlockOfItsSize(List<String> shapes) {
        try (Target target =
                Target.c("heap_shapes.c", shapes.toArray(String[]::new)).start()) {
            assertPointers(target);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theLeavesSumToWhatIsResident(List<String> shapes) {
        try (Target target =
                Target.c("heap_shapes.c", shapes.toArray(String[]::new)).start()) {
            ResidentLedger ledger = examined(target).ledger();
            assertThat(ledger.leaves().stream()
                            .mapToLong(ResidentLedger.Leaf::bytes)
                            .sum())
                    .isEqualTo(ledger.total());
            assertThat(ledger.moved()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void mallocTrimReturnsWhatWasForetold(List<String> shapes) throws IOException {
        try (Target target =
                Target.c("heap_shapes.c", shapes.toArray(String[]::new)).start()) {
            HeapAccount heap = examined(target).heaps().getFirst();
            new ProcessBuilder("kill", "-USR1", String.valueOf(target.pid()))
                    .start()
                    .onExit()
                    .join();
            long dropped = Long.parseLong(target.nextLine().replace("trimmed=", ""));
            assertThat(dropped - heap.trim())
                    .as("dropped less foretold")
                    .isBetween(
                            -PageSize.BYTES * heap.residences().size(),
                            PageSize.BYTES * heap.residences().size());
        }
    }

    @Test
    void whatThreadsHadCachedBeforeAForkIsFoundInTheChildByItsShape() {
        try (Target target = Target.c("heap_shapes.c", "threads", "forked").start()) {
            HeapExamination parent = examined(target);
            HeapExamination child = HeapExamination.ofProcess(
                    ProcRoot.host(), Math.toIntExact(target.number("child")), HeapOptions.DEFAULT.withoutPauses());
            Tally inParent = parent.heaps().getFirst().report().total();
            Tally inChild = child.heaps().getFirst().report().total();
            assertThat(child.heaps().getFirst().report().isConsistent()).isTrue();
            assertThat(inChild.bytes(BlockState.THREAD_CACHED)).isEqualTo(inParent.bytes(BlockState.THREAD_CACHED));
            assertThat(inParent.bytes(BlockState.THREAD_CACHED)).isPositive();
        }
    }

    @Test
    void aProgramThatNeverAllocatedHasAnIdleAllocator() {
        try (Target target = Target.c("no_malloc.c").start()) {
            HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT);
            assertThat(examined.pauses()).isEqualTo(Pauses.NONE);
            assertThat(examined.heaps().getFirst().report().isConsistent()).isTrue();
            assertThat(examined.heaps().getFirst().report().system()).isZero();
        }
    }

    @Test
    void aBlockInAThreadsCacheThatPinsAHeapIsNamedWithItsThread() {
        try (Target target = Target.c("heap_shapes.c", "cached").start()) {
            Pin pin = examined(target)
                    .heaps()
                    .getFirst()
                    .residences()
                    .getFirst()
                    .holes()
                    .pins()
                    .getFirst();
            assertThat(pin.state()).isEqualTo(BlockState.THREAD_CACHED);
            assertThat(pin.thread()).hasValue(target.pid());
            assertThat(pin.size()).isEqualTo(1008);
            assertThat(pin.below()).isGreaterThan(39_000_000);
        }
    }

    private static HeapExamination examined(Target target) {
        return HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
    }

    /** Arena by arena as malloc_info says, and as mallinfo2 does where the library has that. */
    static void assertAsReported(Target target, HeapExamination examined) {
        assertThat(examined.heaps()).hasSize(1);
        var report = examined.heaps().getFirst().report();
        assertThat(report.identity().isConfirmed()).isTrue();
        assertThat(report.regions())
                .hasSize(Math.toIntExact(target.number("arenas")) + 1)
                .allSatisfy(region -> assertThat(region.violations()).isEmpty())
                .allSatisfy(region -> assertThat(region.residue()).isZero());
        for (RegionReport region : report.regions()) {
            Tally tally = region.tally();
            if (region.region().kind().equals("mapped")) {
                if (target.number("mallinfo_arena") == 0) {
                    continue;
                }
                long system = region.region().system();
                assertThat(tally.bytes(BlockState.LIVE)).isEqualTo(system);
                assertThat(target.number("mallinfo_mapped") - system).isEqualTo(drift(report.notes()));
                assertThat(tally.blocks(BlockState.LIVE)).isEqualTo(target.number("mallinfo_mapped_count"));
                continue;
            }
            String arena = "arena_" + region.region().index() + "_";
            long free = tally.blocks(BlockState.FREE);
            assertThat(region.region().system()).isEqualTo(target.number(arena + "system"));
            assertThat(tally.blocks(BlockState.CACHED)).isEqualTo(target.number(arena + "fast_count"));
            assertThat(tally.bytes(BlockState.CACHED)).isEqualTo(target.number(arena + "fast_bytes"));
            // malloc_info counts a flag's bit into the size of each free chunk in a bin.
            assertThat(tally.bytes(BlockState.FREE) + tally.bytes(BlockState.TOP) + free)
                    .isEqualTo(target.number(arena + "rest_bytes"));
        }
        if (target.number("mallinfo_arena") == 0) {
            return;
        }
        Tally all = report.regions().stream()
                .filter(region -> !region.region().kind().equals("mapped"))
                .map(RegionReport::tally)
                .reduce(Tally.EMPTY, Tally::plus);
        assertThat(all.totalBytes()).isEqualTo(target.number("mallinfo_arena"));
        assertThat(all.bytes(BlockState.FREE) + all.bytes(BlockState.CACHED) + all.bytes(BlockState.TOP))
                .isEqualTo(target.number("mallinfo_free"));
        assertThat(all.bytes(BlockState.LIVE)
                        + all.bytes(BlockState.THREAD_CACHED)
                        + all.bytes(BlockState.OVERHEAD)
                        + all.bytes(BlockState.FOREIGN))
                .isEqualTo(target.number("mallinfo_used"));
    }

    /** What the report says that glibc counts too much. */
    static long drift(List<String> notes) {
        return notes.stream()
                .filter(note -> note.startsWith("glibc itself counts "))
                .mapToLong(note -> Long.parseLong(note.replaceAll("glibc itself counts (\\d+) .*", "$1")))
                .sum();
    }

    private static void assertPointers(Target target) {
        Map<Long, Long> live = new HashMap<>();
        TreeMap<Long, Long> mapped = new TreeMap<>();
        var entries = examined(target).map().entries();
        try (ProcReader reader = new ProcReader(ProcRoot.host());
                LiveImage image = LiveImage.of(
                        ProcRoot.host(),
                        reader,
                        target.pid(),
                        entries.stream().map(MapEntry::mapping).toList());
                Arena arena = Arena.ofConfined()) {
            RecognisedHeap heap = new GlibcAllocator().recognise(image).getFirst();
            for (Region region : heap.regions()) {
                Map<Long, Long> into = region.kind().equals("mapped") ? mapped : live;
                heap.walk(region, (address, size, state) -> {
                    if (state == BlockState.LIVE) {
                        into.put(address, size);
                    }
                });
            }
            int count = Math.toIntExact(target.number("pointers"));
            MemorySegment pointers = arena.allocate(8L * Math.max(1, count), 8);
            assertThat(image.read(target.number("pointers_at"), pointers, 8 * count))
                    .isEqualTo(8 * count);
            long usable = 0;
            int inMappings = 0;
            for (int i = 0; i < count; i++) {
                long pointer = pointers.getAtIndex(ValueLayout.JAVA_LONG, i);
                Long size = live.remove(pointer - HEADER);
                if (size == null) {
                    var mapping = mapped.floorEntry(pointer);
                    assertThat(mapping).as("pointer 0x%x", pointer).isNotNull();
                    // Of a mapped chunk all behind the pointer can be used.
                    size = mapping.getKey() + mapping.getValue() - pointer + 8;
                    inMappings++;
                }
                usable += size - 8;
            }
            assertThat(usable).isEqualTo(target.number("usable"));
            assertThat(inMappings).isEqualTo(Math.toIntExact(target.number("mallinfo_mapped_count")));
            // What is left is what libc allocates for itself: stdio, threads.
            assertThat(live.size()).isLessThan(50);
        }
    }
}
