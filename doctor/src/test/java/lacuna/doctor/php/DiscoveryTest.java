package lacuna.doctor.php;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import lacuna.doctor.php.config.FpmConfig;
import lacuna.doctor.php.config.Origin;
import lacuna.doctor.php.config.PoolConfig;
import lacuna.doctor.php.config.Setting;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is php-fpm, and whose worker, in a written /proc. */
class DiscoveryTest {
    private static final String FPM = "/usr/sbin/php-fpm8.2";

    @TempDir
    private Path proc;

    @Test
    void aTitleIsNotBelievedWhereTheProgramIsShown() throws IOException {
        process(10, 1, "php-fpm8.2", FPM, "php-fpm: master process (/etc/a b.conf)");
        process(11, 10, "php-fpm8.2", FPM, "php-fpm: pool www");
        process(12, 10, "php-fpm8.2", "/usr/bin/perl", "php-fpm: pool www");
        process(13, 1, "perl", "/usr/bin/perl", "php-fpm: master process (/tmp/evil.conf)");
        // Forked by a worker; left behind by a master that died.
        process(14, 11, "php-fpm8.2", FPM, "php-fpm: pool www");
        process(15, 1, "php-fpm8.2", FPM, "php-fpm: pool old");
        Discovery.Findings found = find();
        assertThat(found.masters()).singleElement().satisfies(each -> {
            assertThat(each.master().pid()).isEqualTo(10);
            assertThat(each.master().configFile()).contains("/etc/a b.conf");
            assertThat(each.workers()).extracting(FpmProcess::pid).containsExactly(11);
            assertThat(each.workers().getFirst().pool()).contains("www");
        });
        assertThat(found.strays()).extracting(FpmProcess::pid).containsExactly(14, 15);
    }

    @Test
    void withoutTitlesParentsTellTheMaster_andSocketsTellThePool() throws IOException {
        process(20, 1, "php-fpm", "/usr/local/sbin/php-fpm", "php-fpm\0--nodaemonize\0-y\0/etc/fpm.conf");
        process(21, 20, "php-fpm", "/usr/local/sbin/php-fpm", "php-fpm\0--nodaemonize\0-y\0/etc/fpm.conf");
        process(22, 20, "php-fpm", "/usr/local/sbin/php-fpm", "php-fpm\0--nodaemonize\0-y\0/etc/fpm.conf");
        stdin(21, 4711);
        stdin(22, 4712);
        Files.createDirectories(proc.resolve("20/net"));
        Files.writeString(proc.resolve("20/net/unix"), """
                Num RefCount Protocol Flags Type St Inode Path
                0000000000000000: 00000002 00000000 00010000 0001 01 4711 /run/www.sock
                """);
        Files.writeString(proc.resolve("20/net/tcp"), """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:2328 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0
                """);
        Discovery.Findings found = find();
        assertThat(found.masters()).singleElement().satisfies(each -> {
            assertThat(each.master().configFile()).contains("/etc/fpm.conf");
            assertThat(each.workers()).extracting(FpmProcess::pid).containsExactly(21, 22);
            assertThat(each.workers()).noneMatch(FpmProcess::hasTitle);
        });
        FpmConfig config = new FpmConfig(
                "/etc/fpm.conf",
                Map.of(),
                java.util.List.of(pool("www", "/run/www.sock"), pool("blog", "127.0.0.1:9000")),
                java.util.List.of());
        ListeningSockets sockets = new ListeningSockets(ProcRoot.at(proc), 20);
        assertThat(sockets.poolOf(21, config)).contains("www");
        assertThat(sockets.poolOf(22, config)).contains("blog");
        assertThat(sockets.poolOf(20, config)).isEqualTo(Optional.empty());
    }

    private Discovery.Findings find() {
        try (ProcReader reader = new ProcReader(ProcRoot.at(proc))) {
            return Discovery.find(reader);
        }
    }

    private static PoolConfig pool(String name, String listen) {
        return new PoolConfig(
                name,
                new Origin.BuiltIn(),
                Map.of("listen", new Setting("listen", listen, new Origin.BuiltIn())),
                Map.of());
    }

    private void stdin(int pid, int inode) throws IOException {
        Files.createDirectories(proc.resolve(pid + "/fd"));
        Files.createSymbolicLink(proc.resolve(pid + "/fd/0"), Path.of("socket:[" + inode + "]"));
    }

    private void process(int pid, int parent, String comm, String program, String arguments) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(Integer.toString(pid)));
        Files.writeString(
                folder.resolve("stat"),
                pid + " (" + comm + ") S " + parent + " 1 1 0 -1 4194304 1 0 0 0 1 1 0 0 20 0 1 0 " + (1000 + pid)
                        + " 1000000 500 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n");
        Files.writeString(folder.resolve("cmdline"), arguments + "\0");
        Files.createSymbolicLink(folder.resolve("exe"), Path.of(program));
    }
}
