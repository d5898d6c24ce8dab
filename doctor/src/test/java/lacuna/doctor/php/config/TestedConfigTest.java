package lacuna.doctor.php.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** php-fpm's own word on a configuration. */
class TestedConfigTest {
    private static final Path FPM = Path.of("/usr/sbin/php-fpm8.2");
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void phpFpmTellsTheValuesThatHold_andItsErrorLogIsLeftAlone() throws IOException {
        Path log = Files.createFile(folder.resolve("error.log"));
        Path config = folder.resolve("php-fpm.conf");
        Files.writeString(config, """
                [global]
                error_log = %1$s
                [www]
                user = www-data
                listen = %2$s/www.sock
                pm = static
                pm.max_children = 3
                """.formatted(log, folder));
        TestedConfig.Outcome outcome = TestedConfig.run(FPM, config, LONG);
        assertThat(outcome).isInstanceOf(TestedConfig.Outcome.Told.class);
        Map<String, Map<String, String>> told = ((TestedConfig.Outcome.Told) outcome).settings();
        assertThat(told.get("www"))
                .containsEntry("pm", "static")
                .containsEntry("pm.max_children", "3")
                .containsEntry("pm.max_requests", "0");
        assertThat(Files.size(log)).isZero();
        FpmConfig files =
                FpmConfig.read(new ServiceFiles(Path.of("/")), config.toString(), "/usr", _ -> Optional.empty());
        PoolConfig www = files.withTested(told).pool("www").orElseThrow();
        assertThat(www.setting("pm.max_children").orElseThrow().origin())
                .isEqualTo(new Origin.Line(config.toString(), 7));
        assertThat(www.setting("pm.max_requests").orElseThrow().origin()).isEqualTo(new Origin.Tested());
    }

    @Test
    void aConfigurationThatItRefusesIsSaid() throws IOException {
        Path config = folder.resolve("php-fpm.conf");
        Files.writeString(config, "[www]\npm = perhaps\n");
        assertThat(TestedConfig.run(FPM, config, LONG))
                .isEqualTo(new TestedConfig.Outcome.Silent("php-fpm -tt does not accept the configuration"));
    }

    @Test
    void aProgramThatHangsIsEnded() throws IOException {
        Path program = Files.createFile(
                folder.resolve("hangs"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path pid = folder.resolve("pid");
        Files.writeString(program, "#!/bin/sh\necho $$ >" + pid + "\nexec sleep 1000\n");
        TestedConfig.Outcome outcome = TestedConfig.run(program, folder.resolve("any.conf"), Duration.ofMillis(200));
        assertThat(outcome).isEqualTo(new TestedConfig.Outcome.Silent("php-fpm -tt took longer than 200 ms"));
        if (Files.exists(pid)) {
            long ended = Long.parseLong(Files.readString(pid).strip());
            lacuna.testbed.Eventually.holds(() ->
                    ProcessHandle.of(ended).map(process -> !process.isAlive()).orElse(true));
        }
    }
}
