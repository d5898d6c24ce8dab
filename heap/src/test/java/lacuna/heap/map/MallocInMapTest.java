package lacuna.heap.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The map knows of malloc's memory what malloc itself knows, also where the kernel made one mapping of it and of other memory. */
class MallocInMapTest {
    private static final List<MemoryField> FIELDS = List.of(
            MemoryField.SIZE, MemoryField.RSS, MemoryField.PRIVATE_DIRTY, MemoryField.ANONYMOUS, MemoryField.SWAP);
    private static final String HUGE = "glibc.malloc.hugetlb=2";

    static Stream<List<String>> shapes() {
        return Stream.of(
                List.of("", "memalign"),
                List.of("", "mapped", "memalign", "holes"),
                List.of("", "walled", "small", "holes", "memalign"),
                List.of("", "threads", "noncontiguous", "memalign", "mapped"),
                List.of(HUGE, "threads", "holes", "memalign"),
                List.of(HUGE, "walled", "manyheaps"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void eachByteOfMallocsIsNamedSo_andNoOther(List<String> words) {
        String[] shapes = words.subList(1, words.size()).toArray(String[]::new);
        try (Target target = Target.c("heap_shapes.c", shapes)
                .with("GLIBC_TUNABLES", words.getFirst())
                .start()) {
            MemoryMap map = MemoryMap.ofProcess(ProcRoot.host(), target.pid(), MapOptions.DEFAULT);
            assertThat(sum(map, MappingKind.LARGE_MALLOC)).isEqualTo(target.number("mallinfo_mapped"));
            boolean isFromBreak = map.entries().stream()
                    .anyMatch(entry -> entry.mapping().path().equals("[heap]"));
            if (!isFromBreak) {
                assertThat(sum(map, MappingKind.MAIN_HEAP)).isEqualTo(target.number("arena_0_system"));
            }
            long threads = 0;
            for (int i = 1; i < target.number("arenas"); i++) {
                threads += target.number("arena_" + i + "_system");
            }
            assertThat(sum(map, MappingKind.ARENA_HEAP)).isBetween(threads, threads + threads / 10);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void thePartsOfAMappingWeighWhatItWeighs(List<String> words) {
        String[] shapes = words.subList(1, words.size()).toArray(String[]::new);
        try (Target target = Target.c("heap_shapes.c", shapes)
                .with("GLIBC_TUNABLES", words.getFirst())
                .start()) {
            // What it does once it said so may touch a page of code.
            Eventually.holds(() -> {
                MemoryFigures told = MemoryMap.ofProcess(ProcRoot.host(), target.pid(), MapOptions.DEFAULT)
                        .total()
                        .figures()
                        .orElseThrow();
                return FIELDS.stream().allMatch(field -> told.orZero(field) == byKernel(target, field));
            });
        }
    }

    private static long byKernel(Target target, MemoryField field) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(target.pid()), "smaps"))) {
            ToLongFunction<String> bytes = line -> Long.parseLong(line.replaceAll("\\D", "")) << 10;
            return lines.filter(line -> line.startsWith(field.label() + ":"))
                    .mapToLong(bytes)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sum(MemoryMap map, MappingKind kind) {
        return map.entries().stream()
                .filter(entry -> entry.name().kind() == kind)
                .mapToLong(entry -> entry.mapping().length())
                .sum();
    }
}
