package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Glibc;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each thread has the arena, the cache and the stack that the program says it has. */
class ThreadAccountsTest {
    private static final long HEAP = 64L << 20;
    private static final int STAYING = 9;
    private static final int GONE = 3;

    @Test
    void eachThreadHasItsArenaItsCacheAndItsStack() {
        try (Target target = target()) {
            assertThreads(target);
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void eachThreadOfEveryGlibcHasItsArenaAndItsCache(Glibc glibc) {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("thread_memory.c", "9", "3").start()) {
            assertThreads(target);
        }
    }

    @Test
    void theMainThreadAllocatesFromTheMainArena() {
        try (Target target = target()) {
            HeapAccount heap = examined(target).heaps().getFirst();
            ThreadAccount main = threads(heap).get(target.pid());
            assertThat(regionOf(heap, main).kind()).isEqualTo("main");
            assertThat(main.name()).startsWith("thread_memory");
        }
    }

    @Test
    void arenasWithoutAThreadAreCountedWithWhatLiesFreeInThem() {
        try (Target target = target()) {
            HeapAccount heap = examined(target).heaps().getFirst();
            long freed = 0;
            for (int i = 0; i < GONE; i++) {
                freed += target.number("freed_" + i);
                long gone = target.number("gone_heap_" + i);
                assertThat(heap.report().regions().stream()
                                .filter(HeapAccount::isParked)
                                .map(region -> region.region().address() & -HEAP))
                        .contains(gone);
            }
            assertThat(heap.parked().regions()).isEqualTo(GONE);
            assertThat(heap.parked().free()).isBetween(freed, freed + GONE * (1 << 20));
            // Their tops stay: nothing but their holes comes back.
            assertThat(heap.parked().trim()).isPositive().isLessThan(freed / 2);
            assertThat(heap.parked().kept()).isGreaterThan(freed / 2);
        }
    }

    @Test
    void whereEveryArenaHasAThreadNoneIsParked() {
        try (Target target = Target.c("thread_memory.c", "3", "0").start()) {
            assertThat(examined(target).heaps().getFirst().parked()).isEqualTo(Parked.NOTHING);
        }
    }

    private static void assertThreads(Target target) {
        HeapAccount heap = examined(target).heaps().getFirst();
        Map<Integer, ThreadAccount> threads = threads(heap);
        assertThat(threads).hasSize(STAYING + 1);
        for (int i = 0; i < STAYING; i++) {
            ThreadAccount thread = threads.get((int) target.number("tid_" + i));
            assertThat(regionOf(heap, thread).address() & -HEAP).isEqualTo(target.number("heap_" + i));
            HeapThread.Cache cache = thread.cache().orElseThrow();
            assertThat(cache.sizes())
                    .contains(new HeapThread.SizeCount(target.number("chunk_" + i), target.number("cached_" + i)));
            // What libc itself allocates for a thread may be there too.
            assertThat(cache.blocks()).isBetween(target.number("cached_" + i), target.number("cached_" + i) + 3);
            long touched = target.number("stack_" + i);
            assertThat(thread.stack().orElseThrow()).isBetween(touched, touched + 64 * 1024);
        }
    }

    private static Region regionOf(HeapAccount heap, ThreadAccount thread) {
        RegionReport report = heap.report().regions().get(thread.region().orElseThrow());
        return report.region();
    }

    private static Map<Integer, ThreadAccount> threads(HeapAccount heap) {
        return heap.threads().stream().collect(Collectors.toMap(ThreadAccount::tid, Function.identity()));
    }

    private static Target target() {
        return Target.c("thread_memory.c", String.valueOf(STAYING), String.valueOf(GONE))
                .start();
    }

    private static HeapExamination examined(Target target) {
        return HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
    }
}
