package lacuna.doctor.php;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import lacuna.doctor.php.RequestGrowth.Measured;
import lacuna.doctor.php.RequestGrowth.Point;
import lacuna.doctor.php.RequestGrowth.TooLittle;
import lacuna.doctor.php.config.Origin;
import lacuna.doctor.php.config.PoolConfig;
import lacuna.doctor.php.config.Setting;
import lacuna.doctor.php.status.StatusAnswer;
import lacuna.doctor.php.status.StatusPage;
import lacuna.linux.proc.ProcessKey;
import org.junit.jupiter.api.Test;

/** Growth by request, and the advice that follows from it, on figures that are known. */
class RequestGrowthTest {
    private static final long MIB = 1 << 20;

    @Test
    void theSlopeIsFound_thoughAQuarterOfTheWorkersIsFarOff() {
        List<Point> points = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            long requests = 50L * i;
            points.add(new Point(requests, 34 * MIB + 36_000 * requests + (i % 3 - 1) * 1000L));
        }
        for (int i = 0; i < 6; i++) {
            points.add(new Point(100 + i, 900 * MIB));
        }
        points.add(new Point(2, 33 * MIB));
        Measured measured = (Measured) RequestGrowth.of(points);
        assertThat(measured.perRequest()).isCloseTo(36_000, within(2000.0));
        assertThat(measured.low()).isLessThanOrEqualTo(measured.perRequest());
        assertThat(measured.high()).isGreaterThanOrEqualTo(measured.perRequest());
        assertThat(measured.isGrowth()).isTrue();
        assertThat(measured.fresh()).isEqualTo(33 * MIB);
    }

    @Test
    void workersThatDoNotGrowShowNoGrowth() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            points.add(new Point(20 + 37L * i, 30 * MIB + (i * 7919 % 13) * 10_000L));
        }
        assertThat(((Measured) RequestGrowth.of(points)).isGrowth()).isFalse();
    }

    @Test
    void tooFewWorkersOrTooEvenRequestsAreSaid() {
        List<Point> few = List.of(new Point(100, MIB), new Point(200, MIB), new Point(0, MIB));
        assertThat(((TooLittle) RequestGrowth.of(few)).why()).contains("2 have served 10 requests or more");
        List<Point> even = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            even.add(new Point(1000 + i % 3, MIB * i));
        }
        assertThat(((TooLittle) RequestGrowth.of(even)).why()).contains("between 1000 and 1002 requests");
        assertThat(RequestGrowth.of(List.of())).isInstanceOf(TooLittle.class);
    }

    @Test
    void hugeLiesInTheRequestsDoNotBreakIt() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            points.add(new Point((1L << 53) - i * 1000L, 30 * MIB + i));
        }
        assertThat(RequestGrowth.of(points)).isInstanceOf(TooLittle.class);
    }

    /** Fresh 34 MiB, 18 MiB in 500 requests, room for 52 MiB each: recycled at 500. */
    @Test
    void workersAreRecycledWhenTheirRoomIsFull() {
        List<Worker> workers = new ArrayList<>();
        List<Point> points = new ArrayList<>(List.of(new Point(0, 34 * MIB)));
        for (int i = 1; i <= 8; i++) {
            long requests = 125L * i;
            long uss = 34 * MIB + 18 * MIB * requests / 500;
            points.add(new Point(requests, uss));
            workers.add(worker(i, requests, uss));
        }
        Measured growth = (Measured) RequestGrowth.of(points);
        long held = workers.stream()
                .mapToLong(worker -> worker.memory().uss().orElseThrow())
                .sum();
        Headroom headroom = new Headroom(8 * 52 * MIB - held, 8 * 52 * MIB - held, 0, "a test");
        Capacity room = Capacity.of(headroom, workers).orElseThrow();
        PoolConfig config = config(Map.of("pm", "static", "pm.max_children", "8"));
        List<Advice> advice = Advisor.of(config, workers, Optional.empty(), growth, Optional.of(room), CpuLoad.UNKNOWN);
        Advice recycle = advice.stream()
                .filter(each -> each.setting().equals("pm.max_requests"))
                .findFirst()
                .orElseThrow();
        assertThat(recycle.value()).isEqualTo("500");
        assertThat(recycle.now()).isEqualTo("0");
        assertThat(recycle.file()).isEqualTo("/pool.conf");
        assertThat(recycle.line()).isEqualTo(1);
        // The four that served more than 500: 125 + 250 + 375 + 500 requests too many.
        assertThat(recycle.predictedBytes()).isCloseTo(1250 * 18 * MIB / 500, within(8L));
        assertThat(recycle.reasoning()).anySatisfy(step -> assertThat(step).contains("= 500 requests"));
        Advice children = advice.stream()
                .filter(each -> each.setting().equals("pm.max_children"))
                .findFirst()
                .orElseThrow();
        assertThat(Long.parseLong(children.value())).isEqualTo(room.fits()).isLessThan(8);
        assertThat(children.predictedBytes()).isEqualTo((8 - room.fits()) * room.perWorker());
    }

    @Test
    void aPoolThatFitsAndDoesNotGrowGetsNoAdvice() {
        List<Worker> workers = List.of(worker(1, 100, 30 * MIB), worker(2, 900, 30 * MIB));
        Capacity room = Capacity.of(new Headroom(1 << 30, 1 << 30, 0, "a test"), workers)
                .orElseThrow();
        PoolConfig config = config(Map.of("pm", "static", "pm.max_children", "2"));
        assertThat(Advisor.of(
                        config, workers, Optional.empty(), new TooLittle("few"), Optional.of(room), CpuLoad.UNKNOWN))
                .isEmpty();
    }

    @Test
    void freshWorkersDoNotTellWhatAWorkerTakes() {
        List<Worker> fresh = List.of(worker(1, 0, MIB), worker(2, 3, MIB));
        assertThat(Capacity.of(new Headroom(1 << 30, 1 << 30, 0, "a test"), fresh))
                .isEmpty();
    }

    /** No status page, and workers that were never asked for anything. */
    @Test
    void whatServedNothingByItsSizeTellsNotWhatAWorkerTakes() {
        List<Worker> idle = List.of(unasked(1, 250 << 10), unasked(2, 260 << 10));
        assertThat(Capacity.of(new Headroom(20L << 30, 20L << 30, 0, "a test"), idle))
                .isEmpty();
        assertThat(Capacity.of(new Headroom(1 << 30, 1 << 30, 0, "a test"), List.of(unasked(1, 16 * MIB))))
                .hasValueSatisfying(room -> assertThat(room.perWorker()).isEqualTo(16 * MIB));
    }

    @Test
    void moreWorkersAreNotProposedWhereProcessorsAreShort() {
        List<Worker> workers = List.of(worker(1, 100, 30 * MIB), worker(2, 900, 30 * MIB));
        Optional<Capacity> room = Capacity.of(new Headroom(1 << 30, 1 << 30, 0, "a test"), workers);
        PoolConfig config = config(Map.of("pm", "static", "pm.max_children", "2"));
        Optional<StatusPage> page = Optional.of(full());
        CpuLoad idle = new CpuLoad(OptionalDouble.of(1), 1, 4);
        CpuLoad saturated = new CpuLoad(OptionalDouble.of(60), 9, 4);
        assertThat(Advisor.of(config, workers, page, new TooLittle("few"), room, idle))
                .singleElement()
                .satisfies(advice -> assertThat(advice.value()).isEqualTo("3"));
        assertThat(Advisor.withheld(config, page, room, idle)).isEmpty();
        assertThat(Advisor.of(config, workers, page, new TooLittle("few"), room, saturated))
                .isEmpty();
        assertThat(Advisor.withheld(config, page, room, saturated))
                .hasValueSatisfying(remark -> assertThat(remark.text()).contains("60 %", "slower"));
        assertThat(new CpuLoad(OptionalDouble.empty(), 9, 4).isSaturated()).isTrue();
        assertThat(new CpuLoad(OptionalDouble.empty(), 8, 4).isSaturated()).isFalse();
    }

    @Test
    void poolsThatFitOneByOneButNotTogetherAreSaid() {
        Headroom headroom = new Headroom(400 * MIB, 400 * MIB, 0, "a test");
        List<Worker> workers = List.of(worker(1, 100, 30 * MIB));
        Capacity room = Capacity.of(headroom, workers).orElseThrow();
        assertThat(room.fits()).isEqualTo(14);
        assertThat(Together.of(List.of(master(pool("a", 10, room), pool("b", 10, room)))))
                .singleElement()
                .satisfies(remark -> assertThat(remark.text()).contains("2 pools together"));
        assertThat(Together.of(List.of(master(pool("a", 10, room), pool("b", 5, room)))))
                .isEmpty();
    }

    private static Pool pool(String name, int children, Capacity room) {
        PoolConfig config = config(Map.of("pm.max_children", Integer.toString(children)));
        return new Pool(
                new PoolConfig(name, config.section(), config.said(), Map.of()),
                List.of(),
                List.of(),
                PoolBytes.of(List.of()),
                new StatusAnswer.Silent("", ""),
                Optional.empty(),
                new TooLittle("few"),
                Optional.of(room),
                List.of(),
                List.of());
    }

    private static Master master(Pool... pools) {
        return new Master(
                new ProcessKey(1, 1),
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
                OptionalLong.empty(),
                Optional.empty(),
                WorkerMemory.UNKNOWN,
                List.of(),
                List.of(),
                List.of(pools));
    }

    /** A page that says that all workers were busy, and requests waited. */
    private static StatusPage full() {
        OptionalLong none = OptionalLong.empty();
        return new StatusPage(
                "www", none, none, none, none, none, none, none, none, none, OptionalLong.of(7), none, List.of());
    }

    private static Worker unasked(int pid, long uss) {
        return worker(pid, OptionalLong.empty(), uss);
    }

    private static Worker worker(int pid, long requests, long uss) {
        return worker(pid, OptionalLong.of(requests), uss);
    }

    private static Worker worker(int pid, OptionalLong requests, long uss) {
        return new Worker(
                new ProcessKey(pid, 1),
                Optional.of(Instant.EPOCH),
                Optional.of(Duration.ZERO),
                Worker.Activity.IDLE,
                requests,
                OptionalLong.of(50_000),
                OptionalLong.empty(),
                new WorkerMemory(
                        OptionalLong.of(uss),
                        OptionalLong.of(uss),
                        OptionalLong.of(uss),
                        OptionalLong.of(0),
                        OptionalLong.empty()),
                Inside.NOT_READ);
    }

    private static PoolConfig config(Map<String, String> values) {
        Map<String, Setting> said = new java.util.LinkedHashMap<>();
        values.forEach((name, value) -> said.put(name, new Setting(name, value, new Origin.Line("/pool.conf", 7))));
        return new PoolConfig("www", new Origin.Line("/pool.conf", 1), said, Map.of());
    }
}
