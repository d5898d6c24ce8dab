package lacuna.report.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import lacuna.linux.host.Pressure;
import lacuna.linux.proc.ProcessKey;
import lacuna.report.text.Canvas;
import lacuna.watch.sample.Coverage;
import lacuna.watch.sample.GroupBy;
import lacuna.watch.sample.HostMemory;
import lacuna.watch.sample.HostView;
import lacuna.watch.sample.Membership;
import lacuna.watch.sample.ProcessView;
import lacuna.watch.sample.Resident;
import lacuna.watch.sample.Rollup;
import org.junit.jupiter.api.Test;

class TopTextTest {
    private static final long MIB = 1 << 20;
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final OptionalLong NONE = OptionalLong.empty();

    @Test
    void onePageSaysWhoHoldsTheMemory() {
        HostView view = view(
                process(101, "php-fpm8.2", Optional.of("shop"), 40 * MIB, 12 * MIB),
                process(102, "php-fpm8.2", Optional.of("shop"), 44 * MIB, 16 * MIB),
                process(103, "mariadbd", Optional.empty(), 900 * MIB, 890 * MIB));
        assertThat(new TopText(Canvas.plain(100), "--all shows them").page(view, by(Column.PSS), 20))
                .containsExactly(
                        "web-3  Linux 6.1.0  4 CPUs  3 processes  2026-03-01T12:00:00Z",
                        "memory  [██████████          ] 4.0 GiB of 8.0 GiB in use, 4.0 GiB available, 3.0 GiB anon",
                        "kernel  200 MiB slab",
                        "stress  some task waited for memory 0.5 % of the last 10 s, all tasks 0.1 %",
                        "",
                        "    PSS      USS      RSS     ANON  FILE  THREADS  PROCESSES  BY          GROUP",
                        "890 MiB  890 MiB  900 MiB  900 MiB     -        2          1  executable  mariadbd",
                        " 28 MiB   28 MiB   84 MiB   84 MiB     -        4          2  pool        shop",
                        "",
                        "    PSS      USS      RSS     ANON  FILE  THREADS    AGE  PID  USER      NAME",
                        "890 MiB  890 MiB  900 MiB  900 MiB     -        2  2h 5m  103  www-data  mariadbd",
                        " 16 MiB   16 MiB   44 MiB   44 MiB     -        2  2h 5m  102  www-data  php-fpm8.2  pool shop",
                        " 12 MiB   12 MiB   40 MiB   40 MiB     -        2  2h 5m  101  www-data  php-fpm8.2  pool shop",
                        "",
                        "PSS and USS of 3 of 3 processes are exact as of now; reading them took 5ms.");
    }

    @Test
    void rowsOverTheLimitAreCounted() {
        HostView view = view(
                process(1, "a", Optional.empty(), MIB, MIB),
                process(2, "b", Optional.empty(), MIB, MIB),
                process(3, "c", Optional.empty(), MIB, MIB));
        assertThat(new TopText(Canvas.plain(100), "--all shows them").page(view, by(Column.NAME), 2))
                .contains("and 1 more process (--all shows them)", "and 2 more groups (--all shows them)");
    }

    @Test
    void filtersAndOrderChooseTheRows() {
        HostView view = view(
                process(3, "beta", Optional.empty(), 5 * MIB, MIB),
                process(1, "alpha", Optional.empty(), MIB, MIB),
                process(2, "alphabet", Optional.empty(), 9 * MIB, MIB));
        assertThat(by(Column.NAME).processes(view))
                .extracting(ProcessView::name)
                .containsExactly("alpha", "alphabet", "beta");
        assertThat(by(Column.RSS).processes(view)).extracting(ProcessView::pid).containsExactly(2, 3, 1);
        assertThat(by(Column.PID).processes(view)).extracting(ProcessView::pid).containsExactly(1, 2, 3);
        assertThat(by(Column.RSS).named(Optional.of("ALPHA")).processes(view))
                .extracting(ProcessView::pid)
                .containsExactly(2, 1);
    }

    @Test
    void aProcessThatNamedItselfToDeceiveIsShownHarmless() {
        HostView view = view(process(7, "x\u001b[2J\u0007", Optional.empty(), MIB, MIB));
        assertThat(new TopText(Canvas.plain(100), "--all shows them").page(view, by(Column.PSS), 5))
                .noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
    }

    private static Selection by(Column column) {
        return new Selection(column, GroupBy.AUTO, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static ProcessView process(int pid, String name, Optional<String> pool, long rss, long pss) {
        OptionalLong known = OptionalLong.of(rss);
        return new ProcessView(
                new ProcessKey(pid, 1),
                name,
                name,
                OptionalLong.of(33),
                "www-data",
                'S',
                2,
                Optional.of(NOW.minus(Duration.ofMinutes(125))),
                new Membership(Optional.empty(), pool, Optional.empty(), "/", name),
                new Resident(known, known, NONE, NONE, NONE),
                Optional.of(new Rollup(NOW, known, OptionalLong.of(pss), OptionalLong.of(pss), NONE, NONE, NONE, NONE)),
                Optional.empty(),
                Optional.empty(),
                true);
    }

    private static HostView view(ProcessView... processes) {
        Pressure pressure =
                new Pressure(new Pressure.Stall(0.5, 0, 0, 0), Optional.of(new Pressure.Stall(0.1, 0, 0, 0)));
        HostMemory host = new HostMemory(
                "web-3",
                "Linux 6.1.0",
                4,
                OptionalLong.of(8L << 30),
                NONE,
                OptionalLong.of(4L << 30),
                OptionalLong.of(3L << 30),
                NONE,
                NONE,
                OptionalLong.of(200 * MIB),
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                OptionalDouble.empty(),
                Optional.of(pressure));
        int count = processes.length;
        Coverage coverage = new Coverage(count, count, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ofMillis(5));
        return new HostView(NOW, host, List.of(processes), coverage);
    }
}
