package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import lacuna.heap.block.AllocatorReport;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers after some work, as operators have them: every rule of the allocator holds in every arena. */
class ServersTest {
    @TempDir
    private Path folder;

    @Test
    void everyRuleHoldsInAPhpWorkerThatResizedImages_andInItsMaster() {
        assumeTrue(Files.exists(Path.of("/usr/sbin/php-fpm8.2")), "php8.2-fpm is not installed");
        try (Target target = server("php-fpm")) {
            AllocatorReport worker = Soundness.assertSound(Soundness.ofBusy(Math.toIntExact(target.number("worker"))));
            Soundness.assertSound(Soundness.ofBusy(target.pid()));
            // The pixels are ImageMagick's, and those are malloc's.
            assertThat(worker.system()).isGreaterThan(1 << 20);
        }
    }

    @Test
    void everyRuleHoldsInADatabaseWhoseConnectionsHaveArenas() {
        assumeTrue(Files.exists(Path.of("/usr/sbin/mariadbd")), "mariadb-server-core is not installed");
        try (Target target = server("mariadb")) {
            AllocatorReport report = Soundness.assertSound(Soundness.ofBusy(target.pid()));
            assertThat(report.regions().stream()
                            .map(region -> region.region().kind())
                            .filter("thread"::equals))
                    .hasSizeGreaterThan(Math.toIntExact(target.number("connections")));
        }
    }

    @Test
    void everyRuleHoldsInAWebServersMasterAndWorker() {
        assumeTrue(Files.exists(Path.of("/usr/sbin/nginx")), "nginx is not installed");
        try (Target target = server("nginx")) {
            Soundness.assertSound(Soundness.ofBusy(target.pid()));
            Soundness.assertSound(Soundness.ofBusy(Math.toIntExact(target.number("worker"))));
        }
    }

    private Target server(String name) {
        Path script = Path.of(System.getProperty("lacuna.root"), "testbed/servers", name);
        return Target.command(script.toString(), folder.toString()).start();
    }
}
