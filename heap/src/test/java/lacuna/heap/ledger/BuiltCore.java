package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lacuna.heap.block.AllocatorReport;
import lacuna.linux.CannotExamine;

/** A core that a test has built, whole or damaged, examined as the user would have it. */
public final class BuiltCore {
    private BuiltCore() {}

    /**
     * The heaps that the examination tells of; none where the file is refused. It ends, throws nothing but the reader's
     * refusal, and adds up: the leaves to the total, and each region's blocks with its residue to what it says it holds.
     */
    public static List<AllocatorReport> heaps(byte[] core) {
        try {
            Path file = Files.createTempFile("built", ".core");
            try {
                Files.write(file, core);
                HeapExamination examined = HeapExamination.ofCore(file);
                assertThat(examined.ledger().leaves().stream()
                                .mapToLong(ResidentLedger.Leaf::bytes)
                                .sum())
                        .isEqualTo(examined.ledger().total());
                List<AllocatorReport> reports =
                        examined.heaps().stream().map(HeapAccount::report).toList();
                assertThat(reports)
                        .flatExtracting(AllocatorReport::regions)
                        .allSatisfy(region -> assertThat(region.tally().totalBytes() + region.residue())
                                .isEqualTo(region.region().system()));
                return reports;
            } catch (CannotExamine refused) {
                assertThat(refused).hasMessageContaining(": ");
                return List.of();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
