package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lacuna.linux.proc.Mapping;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a core only what it has counts: a span of mimalloc that lies in no mapping is no byte of the whole. */
class PartOfSegmentTest {
    private static final Path LIBRARY = Path.of("/usr/lib/x86_64-linux-gnu/libmimalloc.so.2");
    private static final long MIB = 1L << 20;

    @TempDir
    private Path folder;

    @Test
    void spansThatTheCoreDoesNotHaveDoNotCount() throws IOException {
        assumeTrue(Files.exists(LIBRARY), "libmimalloc2.0 is not installed");
        TargetProgram program =
                Target.c("mimalloc_truth.c", "4", "2000", "live").under("env", "LD_PRELOAD=" + LIBRARY);
        try (Target target = program.start()) {
            Path core = CoreOf.byDebugger(target, folder);
            List<Mapping> large = HeapExamination.ofCore(core).map().entries().stream()
                    .map(entry -> entry.mapping())
                    .filter(mapping -> !mapping.isFile() && !mapping.isInaccessible() && mapping.length() >= 16 * MIB)
                    .toList();
            assertThat(large).isNotEmpty();
            for (Mapping mapping : large) {
                CoreOf.shorten(core, mapping.start(), MIB);
            }
            ResidentLedger ledger = HeapExamination.ofCore(core).ledger();
            assertThat(ledger.leaves())
                    .allSatisfy(leaf -> assertThat(leaf.bytes()).as(leaf.name()).isBetween(0L, ledger.total()));
            assertThat(ledger.total())
                    .isEqualTo(HeapExamination.ofCore(core).map().entries().stream()
                            .mapToLong(ledger.measure()::bytesOf)
                            .sum());
        }
    }
}
