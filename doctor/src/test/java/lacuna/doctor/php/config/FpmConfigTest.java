package lacuna.doctor.php.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lacuna.doctor.php.config.Origin.Line;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FpmConfigTest {
    @TempDir
    private Path root;

    @Test
    void eachValueIsKnownWithItsFileAndLine() throws IOException {
        write("etc/php-fpm.conf", """
                ; a comment
                [global]
                pid = /run/fpm.pid
                include=/etc/pool.d/*.conf
                """);
        write("etc/pool.d/b.conf", """
                [blog]
                listen = 127.0.0.1:9000
                pm.max_children = ${CHILDREN}   ; from the unit
                pm.max_requests = ${REQUESTS:-700}
                """);
        write("etc/pool.d/a.conf", """
                [shop]
                listen = "/run/$pool.sock"

                pm = static
                pm.max_children=4
                pm.max_children = 8
                php_admin_value[memory_limit] = '256M' ; quoted
                php_value[error_log] = "/var/log/a;b.log"
                """);
        FpmConfig config = read(name -> name.equals("CHILDREN") ? Optional.of("12") : Optional.empty());
        assertThat(config.problems()).isEmpty();
        assertThat(config.global().get("pid").value()).isEqualTo("/run/fpm.pid");
        assertThat(config.pools()).extracting(PoolConfig::name).containsExactly("shop", "blog");
        PoolConfig shop = config.pool("shop").orElseThrow();
        assertThat(shop.value("listen")).contains("/run/shop.sock");
        assertThat(shop.setting("pm.max_children"))
                .contains(new Setting("pm.max_children", "8", new Line("/etc/pool.d/a.conf", 6)));
        assertThat(shop.php("memory_limit"))
                .contains(new Setting("memory_limit", "256M", new Line("/etc/pool.d/a.conf", 7)));
        assertThat(shop.php("error_log")).map(Setting::value).contains("/var/log/a;b.log");
        assertThat(shop.setting("pm.max_requests")).contains(new Setting("pm.max_requests", "0", new Origin.BuiltIn()));
        PoolConfig blog = config.pool("blog").orElseThrow();
        assertThat(blog.value("pm.max_children")).contains("12");
        assertThat(blog.value("pm.max_requests")).contains("700");
    }

    @Test
    void aVariableOfTheMastersEnvironmentThatIsNotShownIsAProblemWithItsLine() throws IOException {
        write("etc/php-fpm.conf", "[www]\npm.max_children = ${CHILDREN}\n");
        FpmConfig config = read(_ -> Optional.empty());
        assertThat(config.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(2);
            assertThat(problem.what()).contains("${CHILDREN}");
        });
        assertThat(config.pool("www").orElseThrow().number("pm.max_children")).isEmpty();
    }

    @Test
    void filesThatIncludeEachOtherEnd() throws IOException {
        write("etc/php-fpm.conf", "include=/etc/*.conf\n[www]\npm=static\n");
        write("etc/other.conf", "include=/etc/php-fpm.conf\n");
        FpmConfig config = read(_ -> Optional.empty());
        assertThat(config.pool("www")).isPresent();
        assertThat(config.problems())
                .anySatisfy(problem -> assertThat(problem.what()).contains("a loop?"));
    }

    /** As the configuration of the official images has it. */
    @Test
    void anIncludeWithoutASlashIsBelowThePrefix() throws IOException {
        write("etc/php-fpm.conf", "include=etc/php-fpm.d/*.conf\n");
        write("usr/local/etc/php-fpm.d/www.conf", "[www]\nlisten = 9000\n");
        assertThat(read(_ -> Optional.empty()).pool("www")).isPresent();
    }

    @Test
    void damageCostsItsLinesOnly() throws IOException {
        write("etc/php-fpm.conf", """
                [broken
                nonsense
                = value
                php_admin_value[memory_limit = 1G
                [www]
                pm = static
                pm.max_children = "5""");
        FpmConfig config = read(_ -> Optional.empty());
        assertThat(config.problems()).extracting(ConfigProblem::line).containsExactly(1, 2, 3, 4, 7);
        assertThat(config.pool("www").orElseThrow().value("pm.max_children")).contains("5");
    }

    @Test
    void noLinkLeadsOutOfTheRoot_andNothingButFilesIsRead() throws IOException {
        Path outside = Files.createTempFile("lacuna-outside", ".conf");
        try {
            Files.writeString(outside, "[secret]\npm=static\n");
            Files.createDirectories(root.resolve("etc/pool.d/folder.conf"));
            Files.createSymbolicLink(root.resolve("etc/pool.d/a.conf"), outside);
            Files.createSymbolicLink(
                    root.resolve("etc/pool.d/b.conf"),
                    Path.of("../../../../../../..").resolve(outside.toString().substring(1)));
            Files.createSymbolicLink(root.resolve("etc/pool.d/c.conf"), Path.of("c.conf"));
            Files.createSymbolicLink(root.resolve("etc/pool.d/d.conf"), Path.of("/etc/inside"));
            write("etc/inside", "[inside]\npm=static\n");
            write("etc/php-fpm.conf", "include=/etc/pool.d/*.conf\ninclude=/dev/zero\n");
            FpmConfig config = read(_ -> Optional.empty());
            assertThat(config.pools()).extracting(PoolConfig::name).containsExactly("inside");
            assertThat(config.problems())
                    .anySatisfy(problem -> assertThat(problem.what()).isEqualTo("not a regular file"))
                    .anySatisfy(problem -> assertThat(problem.what()).contains("/dev/zero"));
            assertThat(new ServiceFiles(Path.of("/")).read("/dev/zero"))
                    .isEqualTo(new ServiceFiles.Content.Refused("not a regular file"));
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void phpIniIsReadBesideTheConfigurationWithItsFolder_andAPoolsWordStandsAbove() throws IOException {
        write("etc/php-fpm.conf", """
                [www]
                php_admin_value[memory_limit] = 64M
                php_admin_value[opcache.memory_consumption] = 512
                """);
        write(
                "etc/php.ini",
                "memory_limit = 128M\n[PATH=/x]\nmemory_limit = 1G\n[opcache]\nopcache.memory_consumption=64\n");
        write("etc/conf.d/10-opcache.ini", "opcache.memory_consumption=192\n");
        FpmConfig config = read(_ -> Optional.empty());
        PhpIni ini =
                PhpIni.read(new ServiceFiles(root), "/etc/php-fpm.conf", ProgramFacts.UNKNOWN, _ -> Optional.empty());
        PoolConfig www = config.pools().getFirst();
        assertThat(ini.ofMaster("memory_limit").orElseThrow().value()).isEqualTo("128M");
        assertThat(ini.effective(www, "memory_limit").orElseThrow().value()).isEqualTo("64M");
        assertThat(ini.effective(www, "opcache.memory_consumption"))
                .contains(new Setting("opcache.memory_consumption", "192", new Line("/etc/conf.d/10-opcache.ini", 1)));
    }

    @Test
    void sizesAndTimesMeanWhatTheyMeanToPhp() {
        assertThat(PhpValue.size("128M")).hasValue(128L << 20);
        assertThat(PhpValue.size(" 1g ")).hasValue(1L << 30);
        assertThat(PhpValue.size("-1")).hasValue(-1);
        assertThat(PhpValue.size("99999999999999G")).isEmpty();
        assertThat(PhpValue.size("12 apples")).isEmpty();
        assertThat(PhpValue.seconds("2m")).hasValue(120);
        assertThat(PhpValue.seconds("0s")).hasValue(0);
    }

    @Test
    void theProgramSaysItsVersionAndWhereItLooks() {
        ProgramFacts facts = ProgramFacts.read(Path.of("/usr/sbin/php-fpm8.2"));
        assertThat(facts.version().orElseThrow()).startsWith("8.2.");
        assertThat(facts.scanFolder()).contains("/etc/php/8.2/fpm/conf.d");
    }

    @Property(seed = "1", tries = 300)
    void noTextMakesItFail(@ForAll @StringLength(max = 300) @CharRange(from = '\0', to = '\u007f') String noise) {
        Problems problems = new Problems();
        IniText text = new IniText("noise", _ -> Optional.empty(), problems);
        text.read("[a]\nx=\"" + noise + "\n[b" + noise, new IniText.Visitor() {
            @Override
            public void section(String name, int line) {}

            @Override
            public void entry(String name, String value, int line) {
                assertThat(name).isNotEmpty();
            }
        });
        assertThat(problems.all()).hasSizeLessThan(102);
    }

    private FpmConfig read(java.util.function.Function<String, Optional<String>> environment) {
        return FpmConfig.read(new ServiceFiles(root), "/etc/php-fpm.conf", "/usr/local", environment);
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
