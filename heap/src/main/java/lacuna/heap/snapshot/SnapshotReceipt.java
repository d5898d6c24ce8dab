package lacuna.heap.snapshot;

import java.nio.file.Path;
import java.util.List;
import lacuna.heap.ledger.HeapExamination;

/**
 * What was written.
 *
 * @param format the version of the file's format
 * @param bytes the size of the file
 * @param blocks the blocks of all heaps
 * @param examined what the target was found to be
 * @param gaps what could not be had, in words for the user
 */
public record SnapshotReceipt(
        Path file, int format, long bytes, long blocks, HeapExamination examined, List<String> gaps) {
    public SnapshotReceipt {
        gaps = List.copyOf(gaps);
    }

    public int regions() {
        return examined.heaps().stream()
                .mapToInt(heap -> heap.report().regions().size())
                .sum();
    }

    /** Whether every rule of every allocator held. */
    public boolean isConsistent() {
        return examined.heaps().stream().allMatch(heap -> heap.report().isConsistent());
    }
}
