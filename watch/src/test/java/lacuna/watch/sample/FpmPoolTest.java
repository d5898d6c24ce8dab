package lacuna.watch.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real php-fpm with two pools: its workers are grouped as its operator thinks of them. */
class FpmPoolTest {
    private static final String SHOP = "shop" + ProcessHandle.current().pid();
    private static final String BLOG = "blog" + ProcessHandle.current().pid();

    @TempDir
    private Path folder;

    /** The master makes a session of its own, so the end of the target is not its end. */
    @AfterEach
    void endTheMaster() throws IOException {
        long master = Long.parseLong(Files.readString(folder.resolve("fpm.pid")).strip());
        ProcessHandle.of(master).ifPresent(ProcessHandle::destroy);
        Eventually.holds(
                () -> ProcessHandle.of(master).map(handle -> !handle.isAlive()).orElse(true));
    }

    @Test
    void workersStandTogetherByPool_andSharedPagesCountOnce() throws IOException {
        Path file = folder.resolve("php-fpm.conf");
        Files.writeString(file, """
                [global]
                daemonize = no
                pid = %1$s/fpm.pid
                error_log = /proc/self/fd/2
                [%2$s]
                listen = %1$s/shop.sock
                pm = static
                pm.max_children = 3
                [%3$s]
                listen = %1$s/blog.sock
                pm = static
                pm.max_children = 2
                """.formatted(folder, SHOP, BLOG));
        String run = "php-fpm8.2 -n -R -O -y " + file + " 2>&1 | sed -u 's/.*ready to handle connections.*/ready/'";
        RollupPolicy all = RollupPolicy.once(Duration.ofMinutes(1), RollupPolicy.DEFAULT_LARGEST);
        try (Target target = Target.command("sh", "-c", run).start();
                Sampler sampler = new Sampler(ProcRoot.host(), all, Clock.systemUTC())) {
            assertThat(target.pid()).isPositive();
            Eventually.holds(() -> workers(pools(sampler)) == 5);
            List<GroupView> pools = pools(sampler);
            assertThat(pools)
                    .extracting(pool -> pool.key().name() + " " + pool.processes())
                    .containsExactlyInAnyOrder(SHOP + " 3", BLOG + " 2");
            assertThat(pools).allSatisfy(pool -> {
                assertThat(pool.pss().orElseThrow()).isLessThan(pool.rss().orElseThrow());
                assertThat(pool.uss().orElseThrow())
                        .isLessThanOrEqualTo(pool.pss().orElseThrow());
                assertThat(pool.withoutPss()).isZero();
            });
        }
    }

    private static int workers(List<GroupView> pools) {
        return pools.stream().mapToInt(GroupView::processes).sum();
    }

    /** Those of this test: another FPM may run on the host. */
    private static List<GroupView> pools(Sampler sampler) {
        return GroupView.of(sampler.look().processes(), GroupBy.AUTO).stream()
                .filter(group -> group.key().kind() == GroupKey.Kind.POOL)
                .filter(group -> List.of(SHOP, BLOG).contains(group.key().name()))
                .toList();
    }
}
