package lacuna.doctor.php;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import lacuna.doctor.php.config.Origin;
import lacuna.doctor.php.status.ScriptRequest;
import lacuna.doctor.php.status.StatusAnswer;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Fpm;
import lacuna.watch.sample.RollupPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real php-fpm, its pools and its load. */
class PhpExaminationTest {
    @TempDir
    private Path folder;

    @Test
    void poolsOfEveryKindAreSeen_withTheirSettingsAndWhatHasNoEffect() throws IOException {
        Files.createDirectory(folder.resolve("conf.d"));
        Files.writeString(folder.resolve("php.ini"), "zend_extension=opcache.so\nopcache.memory_consumption=64\n");
        Files.createDirectory(folder.resolve("pool.d"));
        Files.writeString(
                folder.resolve("php-fpm.conf"), Fpm.global(folder) + "include=" + folder + "/pool.d/*.conf\n");
        Files.writeString(folder.resolve("pool.d/a.conf"), """
                [fixed]
                listen = %1$s/$pool.sock
                pm = static
                pm.max_children = 3
                pm.start_servers = 2
                pm.status_path = /st
                php_admin_value[opcache.memory_consumption] = 512
                php_admin_value[memory_limit] = 48M
                """.formatted(folder));
        Files.writeString(folder.resolve("pool.d/b.conf"), """
                [moving]
                listen = %1$s/moving.sock
                pm = dynamic
                pm.max_children = 6
                pm.start_servers = 2
                pm.min_spare_servers = 1
                pm.max_spare_servers = 3
                pm.status_path = /st2
                pm.status_listen = 127.0.0.1:%2$d
                [called]
                listen = %1$s/called.sock
                pm = ondemand
                pm.max_children = 4
                pm.status_path = /st3
                [dark]
                listen = %1$s/dark.sock
                pm = static
                pm.max_children = 1
                """.formatted(folder, freePort()));
        try (Fpm fpm = Fpm.start(folder)) {
            awaitWorkers(fpm, 6);
            Master master = examine(fpm);
            assertThat(master.version().orElseThrow()).startsWith("8.2.");
            assertThat(master.configFile()).contains(folder + "/php-fpm.conf");
            assertThat(master.valuesFrom()).isEqualTo("php-fpm -tt and the files");
            assertThat(master.problems()).isEmpty();
            assertThat(master.opcacheMapped()).hasValue(64L << 20);
            assertThat(master.pools()).extracting(Pool::name).containsExactly("fixed", "moving", "called", "dark");

            Pool fixed = pool(master, "fixed");
            assertThat(fixed.workers()).hasSize(3).allSatisfy(worker -> {
                assertThat(worker.activity()).isEqualTo(Worker.Activity.IDLE);
                assertThat(worker.requests()).isPresent();
                assertThat(worker.memory().uss().orElseThrow())
                        .isPositive()
                        .isLessThan(worker.memory().pss().orElseThrow());
                assertThat(worker.memory().pss().orElseThrow())
                        .isLessThan(worker.memory().rss().orElseThrow());
                assertThat(worker.age().orElseThrow()).isLessThan(Duration.ofMinutes(5));
            });
            assertThat(fixed.page().orElseThrow().accepted().orElseThrow()).isPositive();
            assertThat(fixed.slowRequests()).isEmpty();
            assertThat(fixed.config().setting("pm.max_children").orElseThrow().origin())
                    .isEqualTo(new Origin.Line(folder + "/pool.d/a.conf", 4));
            assertThat(fixed.remarks())
                    .anySatisfy(remark -> assertThat(remark.setting() + remark.text() + remark.where())
                            .contains("opcache.memory_consumption", "no effect", " 64 ", "a.conf:7"))
                    .anySatisfy(remark -> assertThat(remark.setting()).contains("pm.start_servers = 2"));
            assertThat(fixed.php())
                    .filteredOn(setting -> setting.name().endsWith("memory_limit"))
                    .extracting(setting -> setting.value())
                    .containsExactly("48M");

            Pool moving = pool(master, "moving");
            assertThat(moving.page()).isPresent();
            assertThat(moving.workers()).hasSize(2);
            assertThat(why(pool(master, "called"))).contains("no worker now");
            assertThat(why(pool(master, "dark"))).isEqualTo("the pool has no status page");
            // The kernel tells what the status page does not.
            assertThat(pool(master, "dark").count(Worker.Activity.IDLE)).isEqualTo(1);
            // Nobody started a worker of the pool that had none.
            assertThat(pool(examine(fpm), "called").workers()).isEmpty();
        }
    }

    @Test
    void busyWorkersAreToldFromIdleOnes_withAndWithoutAStatusPage() throws IOException {
        Path gate = gateScript();
        Files.writeString(folder.resolve("php-fpm.conf"), Fpm.global(folder) + """
                [told]
                listen = %1$s/told.sock
                pm = static
                pm.max_children = 3
                pm.status_path = /st
                [untold]
                listen = %1$s/untold.sock
                pm = static
                pm.max_children = 2
                [full]
                listen = %1$s/full.sock
                pm = static
                pm.max_children = 1
                pm.status_path = /st
                """.formatted(folder));
        try (Fpm fpm = Fpm.start(folder);
                ScriptRequest told = ScriptRequest.send(socket("told"), gate, "a");
                ScriptRequest untold = ScriptRequest.send(socket("untold"), gate, "b");
                ScriptRequest full = ScriptRequest.send(socket("full"), gate, "c")) {
            awaitWorkers(fpm, 6);
            for (String name : new String[] {"a", "b", "c"}) {
                Eventually.holds(() -> Files.exists(folder.resolve("in-" + name)));
            }
            Master master = examine(fpm);
            assertThat(pool(master, "told").count(Worker.Activity.BUSY)).isEqualTo(1);
            assertThat(pool(master, "told").count(Worker.Activity.IDLE)).isEqualTo(2);
            assertThat(pool(master, "untold").count(Worker.Activity.BUSY)).isEqualTo(1);
            assertThat(pool(master, "untold").count(Worker.Activity.IDLE)).isEqualTo(1);
            // The page needs a worker, and none is free: one line, and the rest of the report.
            Pool busy = pool(master, "full");
            assertThat(why(busy)).contains("does not answer within 300 ms");
            assertThat(busy.count(Worker.Activity.BUSY)).isEqualTo(1);
            assertThat(busy.workers().getFirst().memory().pss()).isPresent();
            for (String name : new String[] {"a", "b", "c"}) {
                Files.createFile(folder.resolve("open-" + name));
            }
            assertThat(told.answer()).contains("done");
            assertThat(untold.answer()).contains("done");
            assertThat(full.answer()).contains("done");
        }
    }

    /** Each worker has its own number of requests: one is free at a time, the others wait behind their gates. */
    @Test
    void growthARequestIsMeasured_andRecyclingAdvised() throws IOException {
        int workers = 6;
        Path gate = gateScript();
        // Every compiled pattern stays in the worker's own memory, outside of PHP's heap.
        Path leak = folder.resolve("leak.php");
        Files.writeString(leak, """
                <?php
                preg_match('/' . bin2hex(random_bytes(8)) . str_repeat('[a-z]x', 800) . '/', '');
                echo 'done';
                """);
        Files.writeString(folder.resolve("php-fpm.conf"), Fpm.global(folder) + """
                [leaky]
                listen = %1$s/leaky.sock
                pm = static
                pm.max_children = %2$d
                pm.status_path = /st
                php_admin_value[pcre.jit] = 0
                """.formatted(folder, workers));
        try (Fpm fpm = Fpm.start(folder)) {
            Deque<ScriptRequest> waiting = new ArrayDeque<>();
            for (int i = 0; i < workers; i++) {
                waiting.add(hold(gate, "w" + i));
            }
            for (int i = 0; i < workers; i++) {
                Files.createFile(folder.resolve("open-w" + i));
                finish(waiting);
                for (int request = 0; request < 30 * (i + 1); request++) {
                    try (ScriptRequest each = ScriptRequest.send(socket("leaky"), leak, "")) {
                        assertThat(each.answer()).contains("done");
                    }
                }
                waiting.add(hold(gate, "again" + i));
            }
            for (int i = 0; i < workers; i++) {
                Files.createFile(folder.resolve("open-again" + i));
            }
            while (!waiting.isEmpty()) {
                finish(waiting);
            }
            Pool leaky = pool(examine(fpm), "leaky");
            assertThat(leaky.workers())
                    .allSatisfy(worker ->
                            assertThat(worker.requests().orElseThrow()).isGreaterThan(30));
            RequestGrowth.Measured growth = (RequestGrowth.Measured) leaky.growth();
            assertThat(growth.isGrowth()).isTrue();
            assertThat(growth.workers()).isEqualTo(workers);
            // 800 classes of 32 bytes and more each.
            assertThat(growth.perRequest()).isBetween(20_000.0, 200_000.0);
            Optional<Advice> advice = leaky.advice().stream()
                    .filter(each -> each.setting().equals("pm.max_requests"))
                    .findFirst();
            assertThat(advice).isPresent();
            assertThat(advice.get().now()).isEqualTo("0");
            assertThat(advice.get().line()).isPositive();
            assertThat(leaky.capacity().orElseThrow().fits()).isPositive();
        }
    }

    @Test
    void workersThatDieWhileTheyAreReadAreLeftOut() throws IOException {
        Files.writeString(folder.resolve("php-fpm.conf"), Fpm.global(folder) + """
                [frail]
                listen = %1$s/frail.sock
                pm = static
                pm.max_children = 8
                pm.status_path = /st
                """.formatted(folder));
        try (Fpm fpm = Fpm.start(folder)) {
            Thread killer = Thread.ofVirtual().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    fpm.workers().stream().findAny().ifPresent(ProcessHandle::destroyForcibly);
                }
            });
            for (int i = 0; i < 10; i++) {
                assertThat(pool(examine(fpm), "frail").workers())
                        .allSatisfy(worker -> assertThat(worker.memory()).isNotNull());
            }
            killer.interrupt();
            Eventually.holds(() -> !killer.isAlive());
        }
    }

    @Test
    void aPageOfAnotherPoolIsNotBelieved() throws IOException {
        Files.writeString(folder.resolve("php-fpm.conf"), Fpm.global(folder) + """
                [mine]
                listen = %1$s/mine.sock
                pm = static
                pm.max_children = 1
                [theirs]
                listen = %1$s/theirs.sock
                pm = static
                pm.max_children = 1
                pm.status_path = /st
                """.formatted(folder));
        try (Fpm fpm = Fpm.start(folder)) {
            awaitWorkers(fpm, 2);
            // The file is changed after the start: the pool now seems to listen where another one does.
            Files.writeString(folder.resolve("php-fpm.conf"), Fpm.global(folder) + """
                    [mine]
                    listen = %1$s/theirs.sock
                    pm = static
                    pm.max_children = 1
                    pm.status_path = /st
                    """.formatted(folder));
            Master master = examine(fpm);
            assertThat(why(pool(master, "mine"))).contains("not believed: it is of another pool");
            // Its workers are there, though no file knows the pool any more.
            assertThat(pool(master, "theirs").workers()).hasSize(1);
        }
    }

    private Master examine(Fpm fpm) {
        PhpOptions options = new PhpOptions(
                Duration.ofMillis(300),
                PhpOptions.Testing.WHERE_SAFE,
                RollupPolicy.once(Duration.ofMinutes(1), RollupPolicy.DEFAULT_LARGEST));
        return PhpExamination.of(ProcRoot.host(), options).masters().stream()
                .filter(master -> master.pid() == fpm.master())
                .findFirst()
                .orElseThrow();
    }

    /** Workers are forked after php-fpm says that it is ready, and have their titles a little later. */
    private void awaitWorkers(Fpm fpm, int workers) {
        Eventually.holds(() -> examine(fpm).pools().stream()
                        .mapToInt(pool -> pool.workers().size())
                        .sum()
                == workers);
    }

    private static Pool pool(Master master, String name) {
        return master.pools().stream()
                .filter(pool -> pool.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String why(Pool pool) {
        return switch (pool.status()) {
            case StatusAnswer.Silent(String why, String _) -> why;
            case StatusAnswer.Told _ -> "told";
        };
    }

    /** A script that says that it is in, and ends when it is let out. */
    private Path gateScript() throws IOException {
        Path script = folder.resolve("gate.php");
        Files.writeString(script, """
                <?php
                $name = $_SERVER['QUERY_STRING'];
                touch(__DIR__ . "/in-$name");
                while (!file_exists(__DIR__ . "/open-$name")) {
                    clearstatcache();
                    usleep(1000);
                }
                echo 'done';
                """);
        return script;
    }

    private ScriptRequest hold(Path gate, String name) throws IOException {
        ScriptRequest request = ScriptRequest.send(socket("leaky"), gate, name);
        Eventually.holds(() -> Files.exists(folder.resolve("in-" + name)));
        return request;
    }

    /** A worker takes the next request only when the connection of the last is closed. */
    private static void finish(Deque<ScriptRequest> waiting) throws IOException {
        try (ScriptRequest request = waiting.removeFirst()) {
            assertThat(request.answer()).contains("done");
        }
    }

    private UnixDomainSocketAddress socket(String pool) {
        return UnixDomainSocketAddress.of(folder.resolve(pool + ".sock"));
    }

    private static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
