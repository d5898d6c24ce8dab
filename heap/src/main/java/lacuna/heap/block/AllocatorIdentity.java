package lacuna.heap.block;

import java.util.List;

/**
 * Which allocator it is and how that is known.
 *
 * @param vocabulary what its blocks are called in the ledger
 * @param version by its own words, "" when they could not be had
 * @param layout which of the known layouts its data has, derived from the data
 * @param evidence the independent ways that led to it
 * @param object the program or library that it is part of
 */
public record AllocatorIdentity(
        String allocator, Vocabulary vocabulary, String version, String layout, List<String> evidence, String object) {
    public AllocatorIdentity {
        evidence = List.copyOf(evidence);
    }

    /** Found by two ways that agree. */
    public boolean isConfirmed() {
        return evidence.size() >= 2;
    }
}
