package lacuna.doctor.php;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lacuna.heap.worker.PhpWorkers;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Fpm;
import lacuna.testbed.Ground;
import lacuna.testbed.Target;
import lacuna.watch.sample.RollupPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A php-fpm of another user, and one in namespaces of its own, as a container has them. */
class ElsewhereTest {
    @TempDir
    private Path folder;

    @Test
    void withoutRightsTheReasonIsGiven_andTheRestIsTold() throws IOException, URISyntaxException {
        assumeTrue(Ground.ROOT.isHere(), Ground.ROOT::absence);
        assumeTrue(othersMayRead(UnprivilegedPhpProbe.class), "other users may not read the compiled classes");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        writeConfig(folder, 2);
        try (Fpm fpm = Fpm.start(folder)) {
            Files.setPosixFilePermissions(folder.resolve("www.sock"), PosixFilePermissions.fromString("rw-------"));
            Files.setPosixFilePermissions(folder.resolve("php-fpm.conf"), PosixFilePermissions.fromString("rw-r--r--"));
            Eventually.holds(() ->
                    examine(fpm.master()).filter(master -> workers(master) == 2).isPresent());
            try (Target probe = Target.java(
                            UnprivilegedPhpProbe.class,
                            List.of(PhpExamination.class, ProcRoot.class, RollupPolicy.class, PhpWorkers.class),
                            Integer.toString(fpm.master()))
                    .under("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
                    .start()) {
                assertThat(probe.fact("workers")).isEqualTo("2");
                assertThat(probe.fact("children")).isEqualTo("2");
                assertThat(probe.fact("rss")).isEqualTo("true pss=false");
                assertThat(probe.fact("status")).startsWith("no permission to use the pool's socket; run as root");
                assertThat(probe.fact("values"))
                        .isEqualTo("the files alone (php-fpm -tt is run only as the user that php-fpm runs as)");
                assertThat(probe.fact("gap")).contains("CAP_SYS_PTRACE");
            }
        }
    }

    /** The configuration and the socket exist in its own file system only, its workers have small numbers of their own. */
    @Test
    void aPhpFpmInNamespacesOfItsOwnIsReadThroughItsRoot_andNotRun() throws IOException {
        assumeTrue(Ground.ROOT.isHere(), Ground.ROOT::absence);
        Path inside = Path.of("/mnt/lacuna-inside");
        Path script = folder.resolve("enter.sh");
        Files.writeString(script, """
                mount -t tmpfs none /mnt && mkdir %1$s && cp %2$s/inner.conf %1$s/php-fpm.conf &&
                exec php-fpm8.2 -n -R -O -y %1$s/php-fpm.conf
                """.formatted(inside, folder));
        writeConfig(inside, folder.resolve("inner.conf"), 3);
        String run = "unshare -m -p -n -f --mount-proc sh " + script
                + " 2>&1 | sed -u 's/.*ready to handle connections.*/ready/'";
        try (Target target = Target.command("sh", "-c", run).start()) {
            assertThat(target.pid()).isPositive();
            Optional<Master> found = Optional.empty();
            try {
                Eventually.holds(() ->
                        inside(inside).filter(master -> workers(master) == 3).isPresent());
                found = inside(inside);
                Master master = found.orElseThrow();
                Pool www = master.pools().getFirst();
                assertThat(master.valuesFrom()).contains("php-fpm -tt is not run in another file system");
                assertThat(www.config().number("pm.max_children")).hasValue(3);
                assertThat(www.page()).isPresent();
                assertThat(www.workers()).allSatisfy(worker -> {
                    assertThat(worker.requests()).isPresent();
                    assertThat(worker.inside().heap()).isPresent();
                });
                assertThat(www.page().orElseThrow().workers())
                        .extracting(worker -> worker.pid())
                        .doesNotContainAnyElementsOf(
                                www.workers().stream().map(Worker::pid).toList());
            } finally {
                found.flatMap(master -> ProcessHandle.of(master.pid())).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private static Optional<Master> inside(Path folder) {
        return all().stream()
                .filter(master -> master.configFile()
                        .filter(file -> file.startsWith(folder.toString()))
                        .isPresent())
                .findFirst();
    }

    private static Optional<Master> examine(int pid) {
        return all().stream().filter(master -> master.pid() == pid).findFirst();
    }

    private static List<Master> all() {
        return PhpExamination.of(
                        ProcRoot.host(),
                        new PhpOptions(
                                Duration.ofSeconds(10),
                                PhpOptions.Testing.WHERE_SAFE,
                                RollupPolicy.once(Duration.ofMinutes(1), RollupPolicy.DEFAULT_LARGEST)))
                .masters();
    }

    private static int workers(Master master) {
        return master.pools().stream().mapToInt(pool -> pool.workers().size()).sum();
    }

    private static void writeConfig(Path folder, int children) throws IOException {
        writeConfig(folder, folder.resolve("php-fpm.conf"), children);
    }

    private static void writeConfig(Path folder, Path file, int children) throws IOException {
        Files.writeString(file, Fpm.global(folder) + """
                [www]
                listen = %1$s/www.sock
                pm = static
                pm.max_children = %2$d
                pm.status_path = /st
                """.formatted(folder, children));
    }

    private static boolean othersMayRead(Class<?> type) throws IOException, URISyntaxException {
        Path place =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        for (Path folder = place; folder != null; folder = folder.getParent()) {
            if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
