package lacuna.heap.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heaps that are named and not read: what a program says that it holds lies in mappings of that name. */
class OtherHeapsTest {
    private static final String RUBY = """
            held = (1..300000).map { |i| "held #{i}" }
            GC.start
            GC.disable
            puts "pages=#{GC.stat[:heap_allocated_pages]}", "ready"
            $stdout.flush
            sleep
            """;
    private static final String NODE = """
            const held = [];
            for (let i = 0; i < 400000; i++) held.push({ number: i, name: 'held ' + i });
            console.log('total=' + process.memoryUsage().heapTotal);
            console.log('ready');
            setInterval(() => held.length, 1e9);
            """;

    @Test
    void theHeapOfRubyHasThePagesThatItSays() {
        Path ruby = Path.of("/usr/bin/ruby");
        assumeTrue(Files.exists(ruby), "ruby is not installed");
        try (Target target = Target.command(ruby.toString(), "-e", RUBY).start()) {
            long pages = named(target, MappingKind.RUBY_HEAP).stream()
                    .mapToLong(entry -> Long.parseLong(entry.name().note().replaceAll("\\D", "")))
                    .sum();
            // Its first pages share a mapping with what else the program began with.
            assertThat(pages).isBetween(target.number("pages") * 9 / 10, target.number("pages"));
        }
    }

    @Test
    void theHeapOfNodeIsNamed() {
        Path node = Path.of("/usr/bin/node");
        assumeTrue(Files.exists(node), "node is not installed");
        try (Target target = Target.command(node.toString(), "-e", NODE).start()) {
            assertThat(sizeOf(named(target, MappingKind.V8_HEAP)))
                    .isBetween(target.number("total") * 9 / 10, target.number("total") * 12 / 10);
        }
    }

    @ParameterizedTest
    @CsvSource({"libmimalloc.so.2, MIMALLOC", "libtcmalloc_minimal.so.4, TCMALLOC"})
    void whatAnotherAllocatorHoldsIsNamed(String library, MappingKind kind) {
        Path file = Path.of("/usr/lib/x86_64-linux-gnu", library);
        assumeTrue(Files.exists(file), library + " is not installed");
        try (Target target = Target.c("leak.c", "200011", "199")
                .under("env", "LD_PRELOAD=" + file)
                .start()) {
            List<MapEntry> entries = named(target, kind);
            assertThat(entries.stream()
                            .mapToLong(entry -> entry.figure(MemoryField.RSS).orElse(0))
                            .sum())
                    .isBetween(target.number("live_bytes") * 9 / 10, target.number("live_bytes") * 14 / 10);
        }
    }

    private static long sizeOf(List<MapEntry> entries) {
        return entries.stream().mapToLong(entry -> entry.mapping().length()).sum();
    }

    private static List<MapEntry> named(Target target, MappingKind kind) {
        return MemoryMap.ofProcess(ProcRoot.host(), target.pid(), MapOptions.DEFAULT).entries().stream()
                .filter(entry -> entry.name().kind() == kind)
                .toList();
    }
}
