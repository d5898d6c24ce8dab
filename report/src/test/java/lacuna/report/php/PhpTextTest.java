package lacuna.report.php;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lacuna.doctor.php.HeapFigures;
import lacuna.doctor.php.Inside;
import lacuna.doctor.php.Master;
import lacuna.doctor.php.PhpHost;
import lacuna.doctor.php.Pool;
import lacuna.doctor.php.PoolBytes;
import lacuna.doctor.php.RequestGrowth;
import lacuna.doctor.php.Worker;
import lacuna.doctor.php.WorkerMemory;
import lacuna.doctor.php.config.Origin;
import lacuna.doctor.php.config.PoolConfig;
import lacuna.doctor.php.status.StatusAnswer;
import lacuna.heap.php.OpcacheFigures;
import lacuna.heap.php.PhpFrame;
import lacuna.heap.php.PhpStack;
import lacuna.linux.proc.ProcessKey;
import lacuna.report.text.Canvas;
import org.junit.jupiter.api.Test;

/** What the screen says, in which words. */
class PhpTextTest {
    private static final long MIB = 1 << 20;
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final OptionalLong UNKNOWN = OptionalLong.empty();

    @Test
    void aHostWithoutPhpFpmIsOneLine() {
        PhpHost host = new PhpHost(NOW, Duration.ofMillis(20), UNKNOWN, UNKNOWN, List.of(), List.of(), List.of());
        assertThat(new PhpText(host, Canvas.plain(80)).summary()).containsExactly("No php-fpm runs here.");
    }

    @Test
    void workersAtOnePlaceAreCounted_andOneThatRanOnIsMarked() {
        PhpFrame call = new PhpFrame("Cart", "total", "/srv/shop/lib/Cart.php", OptionalInt.of(42));
        PhpFrame internal = new PhpFrame("", "curl_exec", "", OptionalInt.empty());
        PhpStack stands = new PhpStack(List.of(internal, call), UNKNOWN, "");
        PhpStack runs = new PhpStack(List.of(), UNKNOWN, "the process runs on while it is looked at");
        List<String> lines = lines(List.of(worker(1, stands), worker(2, stands), worker(3, runs)), 3);
        assertThat(words(lines))
                .contains("shop: 2 workers in curl_exec from Cart::total at /srv/shop/lib/Cart.php:42")
                .contains("shop: worker 3 in ?");
    }

    @Test
    void aSumThatLacksAWorkerIsMarked() {
        PhpStack idle = new PhpStack(List.of(), UNKNOWN, "");
        assertThat(lines(List.of(worker(1, idle), worker(2, idle)), 2))
                .anySatisfy(line -> assertThat(line).startsWith("  10 MiB").contains("128 MiB", "shop"));
        assertThat(lines(List.of(worker(1, idle), worker(2, idle)), 1))
                .anySatisfy(line -> assertThat(line).startsWith(" >10 MiB").contains(">3.0 MiB"));
    }

    @Test
    void theStringsRoomIsToldBesideTheirBuffer() {
        assertThat(words(lines(List.of(worker(1, new PhpStack(List.of(), UNKNOWN, ""))), 1)))
                .contains("strings 5.0 MiB of 6.0 MiB (a buffer of 8.0 MiB less its table)")
                .contains("restarts: 2 for memory, 0 for keys, 1 by hand, up 1h");
    }

    /** As read aloud: however they are broken. */
    private static String words(List<String> lines) {
        return String.join(" ", lines).replaceAll("\\s+", " ");
    }

    private static List<String> lines(List<Worker> workers, int read) {
        PoolBytes bytes = new PoolBytes(
                read,
                10 * MIB,
                3 * MIB,
                4 * MIB,
                OptionalLong.of(5 * MIB),
                UNKNOWN,
                20 * MIB,
                OptionalLong.of(128 * MIB),
                2 * MIB);
        Pool pool = new Pool(
                new PoolConfig("shop", new Origin.Line("/pool.conf", 1), Map.of(), Map.of()),
                List.of(),
                workers,
                bytes,
                new StatusAnswer.Silent("", ""),
                Optional.empty(),
                new RequestGrowth.TooLittle("few"),
                Optional.empty(),
                List.of(),
                List.of());
        Master master = new Master(
                new ProcessKey(9, 1),
                Optional.empty(),
                "php-fpm",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                List.of(),
                List.of(),
                List.of(),
                UNKNOWN,
                Optional.of(opcache()),
                new WorkerMemory(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
                List.of(),
                List.of(),
                List.of(pool));
        PhpHost host = new PhpHost(NOW, Duration.ofMillis(20), UNKNOWN, UNKNOWN, List.of(), List.of(master), List.of());
        List<String> lines = new PhpText(host, Canvas.plain(80)).summary();
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        return lines;
    }

    private static Worker worker(int pid, PhpStack stack) {
        HeapFigures heap = new HeapFigures(MIB, 2 * MIB, 2 * MIB, 0, 0, 0, UNKNOWN, UNKNOWN, UNKNOWN);
        return new Worker(
                new ProcessKey(pid, 1),
                Optional.empty(),
                Optional.empty(),
                Worker.Activity.BUSY,
                UNKNOWN,
                UNKNOWN,
                UNKNOWN,
                new WorkerMemory(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
                new Inside(Optional.of(heap), Optional.of(stack), ""));
    }

    private static OpcacheFigures opcache() {
        return new OpcacheFigures(
                new OpcacheFigures.Segment(0, 1, 1, 4096),
                128 * MIB,
                128 * MIB,
                68 * MIB,
                0,
                false,
                1,
                1,
                10,
                12,
                16229,
                new OpcacheFigures.Restarts(2, 0, 1, false),
                Optional.of(NOW.minus(Duration.ofHours(1))),
                Optional.of(new OpcacheFigures.Strings(8 * MIB, 2 * MIB, 5 * MIB, MIB, 1000)));
    }
}
