package lacuna.heap.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Detail;
import lacuna.heap.image.LiveImage;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.map.MapOptions;
import lacuna.heap.php.OpcacheFigures;
import lacuna.heap.php.PhpFrame;
import lacuna.heap.php.PhpProgram;
import lacuna.heap.php.PhpStack;
import lacuna.heap.zend.HeapGlance;
import lacuna.heap.zend.HeapPages;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.FpmPool;
import lacuna.testbed.MayTake;
import lacuna.testbed.Php;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers of a pool: what they keep between requests, and that looking at them disturbs nobody. */
@MayTake(seconds = 150)
class FpmTest {
    private static final long CHUNK = 2L << 20;

    static Stream<Php> each() {
        return Php.each();
    }

    @ParameterizedTest
    @MethodSource("each")
    void theChunksThatAWorkerKeeps_becomeFewerRequestByRequest_asForetold(Php php) {
        assumeTrue(php.isHere(), php::absence);
        try (FpmPool pool = FpmPool.start(php, 1, "memory_limit=512M")) {
            pool.get("page.php", "chunks=73");
            int worker = pool.workers().getFirst();
            Eventually.holds(() -> cached(worker) > 30);
            List<Long> foretold = decay(worker);
            assertThat(foretold.getFirst()).isBetween(cached(worker) / 2 - 2, cached(worker) / 2);
            for (long next : foretold) {
                assertThat(glance(pool).cachedAfterRequest()).isEqualTo(next * CHUNK);
                pool.get("page.php", "");
                Eventually.holds(() -> cached(worker) == next);
            }
            assertThat(foretold.getLast()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("each")
    void aGlanceIsWhatTheWalkFinds(Php php) {
        assumeTrue(php.isHere(), php::absence);
        try (FpmPool pool = FpmPool.start(php, 2, "memory_limit=333M")) {
            pool.get("page.php", "chunks=20");
            Eventually.holds(() -> pool.workers().stream().anyMatch(pid -> cached(pid) > 8));
            List<PhpWorker> workers = look(pool);
            assertThat(workers).hasSize(3);
            for (PhpWorker worker : workers) {
                HeapAccount walked = zend(worker.pid());
                assertThat(walked.report().isConsistent()).isTrue();
                assertThat(worker.version().text()).startsWith(php.version() + ".");
                assertThat(worker.heap().isSound()).isTrue();
                assertThat(worker.heap().live())
                        .isEqualTo(walked.report().total().bytes(BlockState.LIVE));
                assertThat(worker.heap().cached())
                        .isEqualTo(walked.report().total().bytes(BlockState.CACHED));
                assertThat(worker.heap().real()).isEqualTo(walked.report().system());
                assertThat(worker.heap().limit()).hasValue(333 << 20);
                assertThat(worker.stack().isIdle()).isTrue();
                HeapPages pages = worker.heap().pages().orElseThrow();
                // The header of a kept chunk is in memory too, and is no block.
                assertThat(pages.cached())
                        .isBetween(
                                walked.resident(BlockState.CACHED),
                                walked.resident(BlockState.CACHED)
                                        + worker.heap().cached() / CHUNK * 4096);
                assertThat(pages.resident())
                        .isBetween(pages.cached() + 4096, worker.heap().real());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("each")
    void allWorkersShareOneSegment_andItIsWhatAPageOfThePoolSays(Php php) {
        assumeTrue(php.isHere(), php::absence);
        try (FpmPool pool = FpmPool.start(php, 3, "opcache.file_update_protection=0")) {
            pool.get("page.php", "opcache");
            String said = pool.get("page.php", "opcache");
            List<PhpWorker> workers = look(pool);
            assertThat(workers).hasSize(4);
            assertThat(workers.stream().map(PhpWorker::opcache).distinct()).hasSize(1);
            OpcacheFigures figures = workers.getFirst().opcache().orElseThrow();
            assertThat(figures.used() + " " + figures.free() + " " + figures.wasted())
                    .isEqualTo(said);
        }
    }

    @ParameterizedTest
    @MethodSource("each")
    void anIdleWorkerStandsNowhere_andABusyOneInItsScript(Php php) throws ExecutionException, InterruptedException {
        assumeTrue(php.isHere(), php::absence);
        try (FpmPool pool = FpmPool.start(php, 1);
                ExecutorService clients = Executors.newSingleThreadExecutor()) {
            int worker = pool.workers().getFirst();
            pool.get("page.php", "");
            Eventually.holds(() -> stack(worker).isIdle());
            Future<String> slow = clients.submit(() -> pool.get("page.php", "ms=3000"));
            Eventually.holds(() -> {
                List<PhpFrame> frames = stack(worker).frames();
                return frames.size() == 2
                        && frames.getFirst().function().equals("usleep")
                        && frames.getLast().file().endsWith("page.php");
            });
            assertThat(slow.get()).isEqualTo(Integer.toString(worker));
        }
    }

    @Test
    void aPoolUnderLoad_readAHundredTimes_doesNotNotice() throws ExecutionException, InterruptedException {
        Php php = Php.system();
        assumeTrue(php.isHere(), php::absence);
        Duration longest = Duration.ofMillis(200);
        HeapOptions options = new HeapOptions(longest, MapOptions.DEFAULT);
        try (FpmPool pool = FpmPool.start(php, 2);
                ExecutorService clients = Executors.newFixedThreadPool(2)) {
            List<Integer> workers = pool.workers();
            List<String> before = pool.log();
            AtomicBoolean isOver = new AtomicBoolean();
            List<Future<Integer>> load = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                load.add(clients.submit(() -> requests(pool, workers, isOver)));
            }
            try {
                for (int i = 0; i < 100; i++) {
                    HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), workers.get(i % 2), options);
                    assertThat(examined.pauses().longestMicros()).isLessThanOrEqualTo(longest.toNanos() / 1000);
                    if (examined.heaps().getFirst().report().isConsistent()) {
                        assertThat(examined.heaps()
                                        .getFirst()
                                        .report()
                                        .regions()
                                        .getFirst()
                                        .residue())
                                .isZero();
                    }
                }
            } finally {
                isOver.set(true);
            }
            for (Future<Integer> each : load) {
                assertThat(each.get()).isPositive();
            }
            assertThat(pool.log()).isEqualTo(before);
            assertThat(pool.workers()).isEqualTo(workers);
        }
    }

    /** Asks until it is over: how often. Each answer has to be one of a worker that was there from the beginning. */
    private static int requests(FpmPool pool, List<Integer> workers, AtomicBoolean isOver) {
        int count = 0;
        while (!isOver.get()) {
            assertThat(workers).contains(Integer.valueOf(pool.get("page.php", "chunks=2&slots=20000")));
            count++;
        }
        return count;
    }

    private static PhpStack stack(int pid) {
        try (ProcReader reader = new ProcReader(ProcRoot.host());
                LiveImage image = LiveImage.of(
                        ProcRoot.host(),
                        reader,
                        pid,
                        reader.maps(pid).toOptional().orElseThrow())) {
            return PhpStack.of(image, PhpProgram.in(image).orElseThrow(), Duration.ZERO);
        }
    }

    private static List<PhpWorker> look(FpmPool pool) {
        try (ProcReader reader = new ProcReader(ProcRoot.host())) {
            List<Integer> pids = Stream.concat(pool.workers().stream(), Stream.of(pool.master()))
                    .toList();
            return new PhpWorkers(ProcRoot.host(), reader).of(pids);
        }
    }

    private static HeapGlance glance(FpmPool pool) {
        return look(pool).getFirst().heap();
    }

    private static HeapAccount zend(int pid) {
        return HeapExamination.ofProcess(ProcRoot.host(), pid, HeapOptions.DEFAULT.withoutPauses())
                .heaps()
                .getFirst();
    }

    private static long cached(int pid) {
        return zend(pid).report().total().blocks(BlockState.CACHED);
    }

    private static List<Long> decay(int pid) {
        Detail table = zend(pid).report().details().stream()
                .filter(detail -> detail.name().equals("cache"))
                .findFirst()
                .orElseThrow();
        return IntStream.range(0, table.rows().size())
                .mapToObj(i -> table.rows().get(i).values().getFirst())
                .toList();
    }
}
