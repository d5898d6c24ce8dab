package lacuna.watch.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real php-fpm with two pools: its workers are grouped as its operator thinks of them. */
class FpmPoolTest {
    @TempDir
    private Path folder;

    @Test
    void workersStandTogetherByPool_andSharedPagesCountOnce() throws IOException {
        Path file = folder.resolve("php-fpm.conf");
        Files.writeString(file, """
                [global]
                daemonize = no
                error_log = /proc/self/fd/2
                [shop]
                listen = %1$s/shop.sock
                pm = static
                pm.max_children = 3
                [blog]
                listen = %1$s/blog.sock
                pm = static
                pm.max_children = 2
                """.formatted(folder));
        String run = "php-fpm8.2 -n -R -O -y " + file + " 2>&1 | sed -u 's/.*ready to handle connections.*/ready/'";
        RollupPolicy all = RollupPolicy.once(Duration.ofMinutes(1), RollupPolicy.DEFAULT_LARGEST);
        try (Target target = Target.command("sh", "-c", run).start();
                Sampler sampler = new Sampler(ProcRoot.host(), all, Clock.systemUTC())) {
            assertThat(target.pid()).isPositive();
            List<GroupView> pools = pools(sampler);
            while (pools.size() < 2
                    || pools.stream().mapToInt(GroupView::processes).sum() < 5) {
                pools = pools(sampler);
            }
            assertThat(pools)
                    .extracting(pool -> pool.key().name() + " " + pool.processes())
                    .containsExactlyInAnyOrder("shop 3", "blog 2");
            assertThat(pools).allSatisfy(pool -> {
                assertThat(pool.pss().orElseThrow()).isLessThan(pool.rss().orElseThrow());
                assertThat(pool.uss().orElseThrow())
                        .isLessThanOrEqualTo(pool.pss().orElseThrow());
                assertThat(pool.withoutPss()).isZero();
            });
        }
    }

    private static List<GroupView> pools(Sampler sampler) {
        return GroupView.of(sampler.look().processes(), GroupBy.AUTO).stream()
                .filter(group -> group.key().kind() == GroupKey.Kind.POOL)
                .toList();
    }
}
