package lacuna.heap.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import lacuna.heap.image.CoreBuilder;
import lacuna.linux.CannotExamine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfFileTest {
    @TempDir
    private Path folder;

    @Test
    void dynamicSymbolsAndBuildIdAreThoseOfReadelf() throws IOException {
        Path libc = libc();
        try (ElfFile file = ElfFile.open(libc)) {
            Map<String, Long> found = new TreeMap<>();
            DynamicSymbols symbols = file.dynamicSymbols().orElseThrow();
            symbols.forEach((name, symbol) -> found.putIfAbsent(name, symbol.address()));
            Map<String, Long> expected = new TreeMap<>();
            for (String line : output("readelf", "-W", "--dyn-syms", libc.toString())
                    .lines()
                    .toList()) {
                String[] words = line.strip().split(" +", -1);
                if (words.length >= 8
                        && words[0].endsWith(":")
                        && !words[6].equals("UND")
                        && !words[0].equals("Num:")) {
                    expected.putIfAbsent(words[7].split("@", -1)[0], Long.parseLong(words[1], 16));
                }
            }
            assertThat(expected).hasSizeGreaterThan(2000);
            assertThat(found).isEqualTo(expected);
            assertThat(symbols.find("malloc").orElseThrow().address()).isEqualTo(expected.get("malloc"));
            assertThat(symbols.find("no such function")).isEmpty();
            assertThat(output("readelf", "-n", libc.toString()))
                    .contains(file.buildId().orElseThrow());
        }
    }

    @Test
    void theNumberOfProgramHeadersMayStandInTheFirstSectionHeader() {
        CoreBuilder many = new CoreBuilder().countInSection();
        for (int i = 0; i < 100; i++) {
            many.reserve(0x10000L * (i + 1), 4096);
        }
        try (ElfFile file = ElfFile.open(many.write(folder.resolve("core")))) {
            assertThat(file.segments()).hasSize(101);
        }
    }

    @Test
    void damageIsToldWithFileOffsetAndWhatItIs() throws IOException {
        byte[] core = new CoreBuilder().countInSection().build();
        core[40 + 4] = 1;
        Path file = Files.write(folder.resolve("damaged"), core);

        assertThatThrownBy(() -> ElfFile.open(file))
                .isInstanceOf(CannotExamine.class)
                .hasMessageContaining("damaged ELF file: " + file + ": 0x100000078: section header out of range");
    }

    @Test
    void whatIsNoElfFileIsSaidToBeNone() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "x".repeat(100));

        assertThatThrownBy(() -> ElfFile.open(text)).hasMessageStartingWith("not an ELF file: " + text);
        assertThatThrownBy(() -> ElfFile.open(folder.resolve("nothing"))).hasMessageStartingWith("no such file: ");
    }

    private static Path libc() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("/libc.so") || line.contains("/libc-2"))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
