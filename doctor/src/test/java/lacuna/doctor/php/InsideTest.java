package lacuna.doctor.php;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import lacuna.doctor.php.status.ScriptRequest;
import lacuna.heap.php.OpcacheFigures;
import lacuna.heap.php.PhpFrame;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Fpm;
import lacuna.watch.sample.RollupPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real php-fpm tells of its inside: held against what its own script says. */
class InsideTest {
    private static final long MIB = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void aBusyWorkerStandsInItsScript_andItsBytesAreWhatTheScriptSays() throws IOException {
        Path script = script();
        try (Fpm fpm = start(2);
                ScriptRequest request = ScriptRequest.send(socket(), script, "")) {
            Eventually.holds(() -> Files.exists(folder.resolve("said")));
            Worker busy = examine(fpm).pools().getFirst().workers().stream()
                    .filter(worker -> worker.activity() == Worker.Activity.BUSY)
                    .findFirst()
                    .orElseThrow();
            HeapFigures heap = busy.inside().heap().orElseThrow();
            String[] said = Files.readString(folder.resolve("said")).split(" ", -1);
            // The script takes a few bytes more to say it and to wait.
            assertThat(heap.used()).isBetween(Long.parseLong(said[0]), Long.parseLong(said[0]) + 65536);
            assertThat(heap.mapped()).isEqualTo(Long.parseLong(said[1]));
            assertThat(heap.peak()).isEqualTo(Long.parseLong(said[2]));
            assertThat(heap.limit()).hasValue(96 * MIB);
            assertThat(heap.resident().orElseThrow()).isBetween(heap.used() - MIB, heap.mapped());
            assertThat(busy.inside().stack().orElseThrow().frames())
                    .extracting(PhpFrame::type, PhpFrame::function)
                    .endsWith(tuple("Gate", "hold"), tuple("", ""));

            Pool pool = examine(fpm).pools().getFirst();
            assertThat(pool.bytes().workers()).isEqualTo(2);
            assertThat(pool.bytes().live()).isGreaterThanOrEqualTo(30 * MIB);
            assertThat(pool.bytes().peak()).isEqualTo(heap.peak());
            // All that is known of its own memory lies in the pool's, nothing twice.
            long own = pool.bytes().live()
                    + pool.bytes().holes()
                    + pool.bytes().cached()
                    + pool.bytes().outside().orElseThrow();
            assertThat(own)
                    .isBetween(
                            pool.sum(WorkerMemory::uss).orElseThrow() - MIB,
                            pool.sum(WorkerMemory::uss).orElseThrow() + 4 * MIB);
            assertThat(pool.bytes().opcache().orElseThrow()).isPositive();
            Files.createFile(folder.resolve("open"));
            assertThat(request.answer()).contains("done");
        }
    }

    @Test
    void chunksThatAreKeptAreSaid_withWhatStaysOfThem() throws IOException {
        Path script = script();
        Files.createFile(folder.resolve("open"));
        try (Fpm fpm = start(1)) {
            try (ScriptRequest request = ScriptRequest.send(socket(), script, "large")) {
                assertThat(request.answer()).contains("done");
            }
            Eventually.holds(() -> bytes(fpm).cached() > 18 * MIB);
            Pool pool = examine(fpm).pools().getFirst();
            assertThat(pool.bytes().cachedAfterRequest())
                    .isLessThan(pool.bytes().cached());
            assertThat(pool.bytes().live()).isLessThan(MIB);
            assertThat(pool.workers().getFirst().inside().stack().orElseThrow().isIdle())
                    .isTrue();
            assertThat(pool.remarks())
                    .anySatisfy(remark -> assertThat(remark.setting() + remark.text())
                            .contains("cached chunks", "One more small request"));
        }
    }

    @Test
    void opcacheIsReadOnce_andItsSizesAreAdvisedWhereItIsFull() throws IOException {
        Path script = script();
        Path many = folder.resolve("many.php");
        Files.writeString(many, """
                <?php
                for ($i = 0; $i < 40; $i++) {
                    $code = "<?php\\nfunction lacuna_$i() { return [\\n";
                    for ($j = 0; $j < 2000; $j++) {
                        $code .= "'key_{$i}_{$j}_that_nobody_else_has' => 'value_{$i}_{$j}_of_some_length',\\n";
                    }
                    file_put_contents(__DIR__ . "/script_$i.php", "$code]; }");
                    include __DIR__ . "/script_$i.php";
                }
                $status = opcache_get_status(false);
                file_put_contents(__DIR__ . '/status', $status['memory_usage']['used_memory'] . ' '
                    . $status['memory_usage']['free_memory'] . ' ' . $status['opcache_statistics']['num_cached_scripts']);
                echo 'done';
                """);
        Files.writeString(folder.resolve("php.ini"), """
                zend_extension=opcache.so
                opcache.memory_consumption=32
                opcache.interned_strings_buffer=4
                opcache.file_update_protection=0
                """);
        try (Fpm fpm = start(3)) {
            assertThat(examine(fpm).advice()).isEmpty();
            try (ScriptRequest request = ScriptRequest.send(socket(), many, "")) {
                assertThat(request.answer()).contains("done");
            }
            Master master = examine(fpm);
            OpcacheFigures opcache = master.opcache().orElseThrow();
            assertThat(opcache.used() + " " + opcache.free() + " " + opcache.scripts())
                    .isEqualTo(Files.readString(folder.resolve("status")));
            assertThat(opcache.strings().orElseThrow().isFull()).isTrue();
            Advice advice = master.advice().stream()
                    .filter(each -> each.setting().equals("opcache.interned_strings_buffer"))
                    .findFirst()
                    .orElseThrow();
            assertThat(advice.now()).isEqualTo("4");
            assertThat(advice.value()).isEqualTo("8");
            assertThat(advice.file() + ":" + advice.line()).isEqualTo(folder + "/php.ini:3");
            assertThat(advice.reasoning()).anySatisfy(step -> assertThat(step).contains("may still fill"));
            assertThat(script).exists();
        }
    }

    private Fpm start(int workers) throws IOException {
        Files.writeString(folder.resolve("php-fpm.conf"), Fpm.global(folder) + """
                [inner]
                listen = %1$s/inner.sock
                pm = static
                pm.max_children = %2$d
                php_admin_value[memory_limit] = 96M
                """.formatted(folder, workers));
        if (!Files.exists(folder.resolve("php.ini"))) {
            Files.writeString(folder.resolve("php.ini"), "zend_extension=opcache.so\n");
        }
        Fpm fpm = Fpm.start(folder);
        Eventually.holds(() -> examine(fpm).pools().getFirst().workers().size() == workers);
        return fpm;
    }

    /** Takes memory that it holds to its end, says how much it has, and ends when it is let out. */
    private Path script() throws IOException {
        Path script = folder.resolve("gate.php");
        Files.writeString(script, """
                <?php
                class Gate {
                    function hold() {
                        global $taken;
                        for ($i = 0; $i < ($_SERVER['QUERY_STRING'] === 'large' ? 1500 : 1000); $i++) {
                            $taken[] = str_repeat('g', 32000);
                        }
                        file_put_contents(__DIR__ . '/saying', memory_get_usage() . ' ' . memory_get_usage(true) . ' '
                            . memory_get_peak_usage(true));
                        rename(__DIR__ . '/saying', __DIR__ . '/said');
                        while (!file_exists(__DIR__ . '/open')) {
                            clearstatcache();
                            usleep(1000);
                        }
                    }
                }
                (new Gate)->hold();
                echo 'done';
                """);
        return script;
    }

    private PoolBytes bytes(Fpm fpm) {
        return examine(fpm).pools().getFirst().bytes();
    }

    private static Master examine(Fpm fpm) {
        PhpOptions options = new PhpOptions(
                Duration.ofMillis(300),
                PhpOptions.Testing.NEVER,
                RollupPolicy.once(Duration.ofMinutes(1), RollupPolicy.DEFAULT_LARGEST));
        return PhpExamination.of(ProcRoot.host(), options).masters().stream()
                .filter(master -> master.pid() == fpm.master())
                .findFirst()
                .orElseThrow();
    }

    private UnixDomainSocketAddress socket() {
        return UnixDomainSocketAddress.of(folder.resolve("inner.sock"));
    }
}
