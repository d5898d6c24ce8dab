package lacuna.heap.php;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import lacuna.heap.image.LiveImage;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Php;
import lacuna.testbed.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** OPcache's figures, read from outside, are those of opcache_get_status(). */
class OpcacheTest {
    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Php#each")
    void aSegmentWithRoom_isAsItsStatusSays(Php php) {
        assumeTrue(php.isHere(), php::absence);
        try (Filled filled = new Filled(php, List.of(), "40", "20", "keep")) {
            OpcacheFigures figures = equal(filled.target());
            assertThat(figures.memory()).isEqualTo(128 * MIB);
            assertThat(figures.scripts()).isEqualTo(41);
            assertThat(figures.strings().orElseThrow().isFull()).isFalse();
            assertThat(OpcacheReport.highlights(figures)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Php#each")
    void aFullBufferOfStrings_isToldAsFull_withWhatItHolds(Php php) {
        assumeTrue(php.isHere(), php::absence);
        List<String> options = List.of("-d", "opcache.interned_strings_buffer=4");
        try (Filled filled = new Filled(php, options, "80", "600", "keep")) {
            OpcacheFigures figures = equal(filled.target());
            OpcacheFigures.Strings strings = figures.strings().orElseThrow();
            assertThat(strings.isFull()).isTrue();
            assertThat(strings.table()).isBetween(MIB, MIB + 4096);
            assertThat(strings.buffer()).isBetween(4 * MIB - 4096, 4 * MIB);
            assertThat(OpcacheReport.highlights(figures))
                    .singleElement()
                    .asString()
                    .contains("is full: a buffer of 4.0 MiB holds 3.0 MiB of strings");
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Php#each")
    void aFullSegment_isToldAsFull(Php php) {
        assumeTrue(php.isHere(), php::absence);
        List<String> options = List.of("-d", "opcache.memory_consumption=8", "-d", "opcache.interned_strings_buffer=1");
        try (Filled filled = new Filled(php, options, "300", "600", "keep")) {
            OpcacheFigures figures = equal(filled.target());
            assertThat(figures.memory()).isEqualTo(8 * MIB);
            assertThat(figures.free()).isLessThan(MIB / 4);
            // 8.4 does not call it full, though most scripts found no room.
            assertThat(OpcacheReport.highlights(figures).getFirst())
                    .startsWith(figures.isExhausted() ? "OPcache is full (8.0 MiB" : "OPcache is nearly full: ");
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Php#each")
    void scriptsThatWereReplaced_areWasted(Php php) {
        assumeTrue(php.isHere(), php::absence);
        try (Filled filled = new Filled(php, List.of(), "40", "300", "replace")) {
            assertThat(equal(filled.target()).wasted()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Php#each")
    void readingItAllocatesNoPageOfIt(Php php) throws IOException {
        assumeTrue(php.isHere(), php::absence);
        try (Filled filled = new Filled(php, List.of(), "4", "4", "keep")) {
            List<String> before = sharedMemory(filled.target());
            for (int i = 0; i < 20; i++) {
                assertThat(figures(filled.target()).used()).isPositive();
            }
            assertThat(sharedMemory(filled.target())).isEqualTo(before);
        }
    }

    private static OpcacheFigures equal(Target target) {
        OpcacheFigures figures = figures(target);
        assertThat(figures.used()).isEqualTo(target.number("used"));
        assertThat(figures.free()).isEqualTo(target.number("free"));
        assertThat(figures.wasted()).isEqualTo(target.number("wasted"));
        assertThat(figures.isExhausted()).isEqualTo(target.number("full") == 1);
        assertThat(figures.scripts()).isEqualTo((int) target.number("scripts"));
        assertThat(figures.keys()).isEqualTo((int) target.number("keys"));
        assertThat(figures.mostKeys()).isEqualTo((int) target.number("max_keys"));
        assertThat(figures.hits()).isEqualTo(target.number("hits"));
        assertThat(figures.misses()).isEqualTo(target.number("misses"));
        assertThat(figures.started().orElseThrow().getEpochSecond()).isEqualTo(target.number("start_time"));
        assertThat(figures.restarts())
                .isEqualTo(new OpcacheFigures.Restarts(
                        target.number("oom_restarts"),
                        target.number("hash_restarts"),
                        target.number("manual_restarts"),
                        figures.restarts().isPending()));
        OpcacheFigures.Strings strings = figures.strings().orElseThrow();
        assertThat(strings.free()).isEqualTo(target.number("strings_free"));
        assertThat(strings.count()).isEqualTo(target.number("strings"));
        // Up to 8.1 the status leaves the table out.
        long table = target.fact("version").startsWith("7.") ? 0 : strings.table();
        assertThat(strings.used() + table).isEqualTo(target.number("strings_used"));
        assertThat(strings.room() + table).isEqualTo(target.number("strings_buffer"));
        return figures;
    }

    private static OpcacheFigures figures(Target target) {
        ProcReader reader = new ProcReader(ProcRoot.host());
        try (reader;
                LiveImage image = LiveImage.of(
                        ProcRoot.host(),
                        reader,
                        target.pid(),
                        reader.maps(target.pid()).toOptional().orElseThrow())) {
            return OpcacheFigures.of(image).orElseThrow();
        }
    }

    /** What the kernel says of the segment's pages in the process. */
    private static List<String> sharedMemory(Target target) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc", target.fact("pid"), "status"));
        return lines.stream()
                .filter(line -> line.startsWith("RssShmem") || line.startsWith("VmPTE"))
                .toList();
    }

    /** A PHP whose OPcache was filled, and the folder of the scripts that did it. */
    record Filled(Target target, Path folder) implements AutoCloseable {
        Filled(Php php, List<String> options, String... how) {
            this(php, options, folderIn(php), how);
        }

        private Filled(Php php, List<String> options, Path folder, String... how) {
            this(
                    php.script(options(php, options), "opcache.php", arguments(php, folder, how))
                            .start(),
                    folder);
        }

        private static Path folderIn(Php php) {
            try {
                return Files.createTempDirectory(
                        Files.createDirectories(php.root().resolve("tmp")), "lacuna-opcache");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static List<String> options(Php php, List<String> more) {
            List<String> all = new ArrayList<>(php.opcache());
            all.addAll(List.of(
                    "-d", "opcache.enable_cli=1", "-d", "opcache.file_update_protection=0", "-d", "memory_limit=1G"));
            all.addAll(more);
            return all;
        }

        private static String[] arguments(Php php, Path folder, String... how) {
            List<String> words = new ArrayList<>();
            words.add("/" + php.root().relativize(folder));
            words.addAll(List.of(how));
            return words.toArray(String[]::new);
        }

        @Override
        public void close() {
            target.close();
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
