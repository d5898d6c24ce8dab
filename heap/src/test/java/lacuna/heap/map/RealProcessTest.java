package lacuna.heap.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.Test;

/** Maps of programs that know what their memory is. */
class RealProcessTest {
    @Test
    void everyAreaOfAKnownProgramHasItsName() {
        try (Target target = Target.c("known_memory.c", "3").start()) {
            MemoryMap map = map(target);
            assertThat(kindOf(map, target.number("malloc_start"))).isEqualTo(MappingKind.LARGE_MALLOC);
            assertThat(kindOf(map, target.number("shared_start"))).isEqualTo(MappingKind.SHARED_MEMORY);
            assertThat(kindOf(map, target.number("memfd_start"))).isEqualTo(MappingKind.SHARED_MEMORY);
            assertThat(kindOf(map, target.number("file_private_start"))).isEqualTo(MappingKind.FILE);
            assertThat(kindOf(map, target.number("touched_start"))).isEqualTo(MappingKind.ANONYMOUS);
            for (int i = 0; i < 3; i++) {
                assertThat(at(map, target.number("thread_" + i + "_stack_start"))
                                .name())
                        .isEqualTo(Name.confirmed(
                                MappingKind.THREAD_STACK,
                                "known-" + i + " (thread " + target.number("thread_" + i + "_tid") + ")"));
            }
            assertThat(map.header().process()).startsWith("known_memory");
        }
    }

    @Test
    void threadArenasAreFoundWhereTheirThreadsSayTheyAre() {
        try (Target target = Target.c("arenas.c", "10", "70000000").start()) {
            MemoryMap map = map(target);
            for (int i = 0; i < 10; i++) {
                assertThat(at(map, target.number("heap_" + i)).name().kind()).isEqualTo(MappingKind.ARENA_HEAP);
                assertThat(at(map, target.number("heap_" + i)).name().sureness())
                        .isEqualTo(Sureness.CONFIRMED);
            }
            Finding many = map.findings().stream()
                    .filter(finding -> finding.kind() == Finding.Kind.MANY_ARENA_HEAPS)
                    .findFirst()
                    .orElseThrow();
            assertThat(many.bytes()).isBetween(700_000_000L, 710_000_000L);
        }
    }

    @Test
    void theFiguresOfAllMappingsSumToTheKernelsOwnSum() {
        try (Target target = Target.c("known_memory.c", "3").start();
                ProcReader reader = new ProcReader(ProcRoot.host())) {
            MemoryFigures sum = map(target).total().figures().orElseThrow();
            MemoryFigures rollup = reader.smapsRollup(target.pid()).toOptional().orElseThrow();
            for (MemoryField field : MemoryField.values()) {
                boolean isSum = field != MemoryField.SIZE && !field.label().startsWith("Pss");
                if (rollup.has(field) && isSum) {
                    assertThat(sum.get(field)).as(field.label()).isEqualTo(rollup.get(field));
                }
            }
            // Each mapping's share is cut to whole KiB, the sum only once.
            assertThat(sum.orZero(MemoryField.PSS))
                    .isBetween(rollup.orZero(MemoryField.PSS) - 1024L * 60, rollup.orZero(MemoryField.PSS));
        }
    }

    @Test
    void everyColumnOfPmapIsTheSameForEveryMapping() throws IOException {
        try (Target target = Target.c("known_memory.c", "2").start()) {
            Map<Long, MapEntry> entries = new HashMap<>();
            map(target).entries().forEach(entry -> entries.put(entry.mapping().start(), entry));
            List<String> lines =
                    output("pmap", "-X", String.valueOf(target.pid())).lines().toList();
            List<String> header = List.of(lines.get(1).strip().split(" +", -1));
            int compared = 0;
            for (String line : lines.subList(2, lines.size())) {
                String[] words = line.strip().split(" +", -1);
                if (words[0].startsWith("=")) {
                    break;
                }
                MapEntry entry = entries.get(Long.parseUnsignedLong(words[0], 16));
                for (MemoryField field : MemoryField.values()) {
                    int column = header.indexOf(field.label());
                    // The share of a library's pages changes with every process that comes or goes.
                    boolean isSteady =
                            field != MemoryField.PSS || !entry.mapping().isFile();
                    if (column >= 0 && isSteady) {
                        assertThat(entry.figure(field))
                                .as(field.label() + " of " + line)
                                .hasValue(1024 * Long.parseLong(words[column]));
                        compared++;
                    }
                }
            }
            assertThat(compared).isGreaterThan(400);
        }
    }

    @Test
    void aBigProcessIsReadByItsPageTables_withTheSameResidentBytes() {
        try (Target target = Target.c("known_memory.c", "2").start()) {
            MemoryMap bySmaps = map(target);
            MemoryMap byPages =
                    MemoryMap.ofProcess(ProcRoot.host(), target.pid(), new MapOptions(0, InstantSource.system()));
            assertThat(byPages.header().method()).isEqualTo(MapHeader.Method.PAGE_TABLES);
            for (String area : List.of("touched", "reserve", "striped", "malloc", "shared", "file_private")) {
                long address = target.number(area + "_start");
                assertThat(at(byPages, address).figure(MemoryField.RSS))
                        .as(area)
                        .isEqualTo(at(bySmaps, address).figure(MemoryField.RSS));
            }
            assertThat(byPages.total().figures().orElseThrow().has(MemoryField.PSS))
                    .isFalse();
        }
    }

    @Test
    void lookingChangesNothingInTheTarget() {
        // Its untouched reserve would get a page table for each place that is read.
        try (Target target = Target.c("known_memory.c", "3").start();
                ProcReader reader = new ProcReader(ProcRoot.host())) {
            MemoryFigures before =
                    reader.smapsRollup(target.pid()).toOptional().orElseThrow().copy();
            long tables = pageTables(reader, target);
            map(target);
            MemoryFigures after = reader.smapsRollup(target.pid()).toOptional().orElseThrow();
            assertThat(after.get(MemoryField.RSS)).isEqualTo(before.get(MemoryField.RSS));
            assertThat(pageTables(reader, target)).isPositive().isEqualTo(tables);
        }
    }

    @Test
    void phpsChunksAndItsOpcacheAreFound() {
        assumeTrue(Files.exists(Path.of("/usr/bin/php8.2")), "php8.2-cli is not installed");
        try (Target target = php().start()) {
            MemoryMap map = map(target);
            long inChunks = map.entries().stream()
                    .filter(entry -> entry.name().kind() == MappingKind.ZEND_CHUNK)
                    .mapToLong(entry -> entry.mapping().length())
                    .sum();
            long real = target.number("real");
            assertThat(inChunks).isBetween(real, real + (2 << 20));
            assertThat(count(map, MappingKind.OPCACHE)).isEqualTo(1);
        }
    }

    @Test
    void aJvmsHeapAndCodeCacheAreWhereItSaysTheyAre() {
        try (Target target = jvm().start()) {
            MemoryMap map = map(target);
            long heap = map.entries().stream()
                    .filter(entry -> entry.name().kind() == MappingKind.JVM_HEAP)
                    .filter(entry -> entry.name().sureness() == Sureness.CONFIRMED)
                    .mapToLong(entry -> entry.mapping().length())
                    .sum();
            assertThat(heap).isBetween(1L << 20, 64L << 20);
            assertThat(count(map, MappingKind.JVM_CODE_CACHE)).isPositive();
            assertThat(count(map, MappingKind.JVM_METASPACE)).isPositive();
            assertThat(count(map, MappingKind.ARENA_HEAP)).isPositive();
            assertThat(map.entries())
                    .filteredOn(entry -> entry.name().note().startsWith("VM Thread "))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.name().kind()).isEqualTo(MappingKind.THREAD_STACK));
        }
    }

    @Test
    void pythonsMemoryHasNames() {
        try (Target target = Target.command(
                        "python3",
                        "-c",
                        "import time; x=bytearray(3000001); print('ready', flush=True); time.sleep(1000)")
                .start()) {
            MemoryMap map = map(target);
            assertThat(count(map, MappingKind.LARGE_MALLOC)).isPositive();
            assertThat(count(map, MappingKind.MAIN_HEAP)).isEqualTo(1);
            assertThat(count(map, MappingKind.EXECUTABLE_TEXT)).isPositive();
        }
    }

    @Test
    void aProcessThatIsNotThere_andOneWithoutMemory_areRefused() {
        assertThatThrownBy(() -> MemoryMap.ofProcess(ProcRoot.host(), Integer.MAX_VALUE, MapOptions.DEFAULT))
                .hasMessageStartingWith("no such process: 2147483647");
        assertThatThrownBy(() -> MemoryMap.ofProcess(ProcRoot.host(), 2, MapOptions.DEFAULT))
                .hasMessageStartingWith("no memory of its own: process 2");
    }

    static TargetProgram php() {
        return Target.command(
                "php8.2",
                "-d",
                "opcache.enable_cli=1",
                "-r",
                "$a=[];for($i=0;$i<200000;$i++)$a[]=[$i];$h=str_repeat('x',5000000);"
                        + "echo 'real=',memory_get_usage(true),\"\\nready\\n\";sleep(1000);");
    }

    static TargetProgram jvm() {
        return Target.java(StillProgram.class, List.of());
    }

    private static MemoryMap map(Target target) {
        return MemoryMap.ofProcess(ProcRoot.host(), target.pid(), MapOptions.DEFAULT);
    }

    private static MapEntry at(MemoryMap map, long address) {
        return map.entries().stream()
                .filter(entry -> entry.mapping().contains(address))
                .findFirst()
                .orElseThrow();
    }

    private static MappingKind kindOf(MemoryMap map, long address) {
        return at(map, address).name().kind();
    }

    private static long count(MemoryMap map, MappingKind kind) {
        return map.entries().stream()
                .filter(entry -> entry.name().kind() == kind)
                .count();
    }

    private static long pageTables(ProcReader reader, Target target) {
        return reader.status(target.pid())
                .toOptional()
                .orElseThrow()
                .memory()
                .vmPte()
                .orElse(-1);
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
