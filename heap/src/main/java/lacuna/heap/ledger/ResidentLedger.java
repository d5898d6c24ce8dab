package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Vocabulary;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MappingKind;
import lacuna.linux.proc.MemoryField;

/**
 * Every resident byte with its name: the blocks of allocators by their state, every other mapping by its kind. The leaves
 * sum to {@code total}, and none is negative.
 *
 * <p>The kernel's figures of the mappings are of one moment, the pages of each heap of another, at which it was walked. In a
 * process that stands still they are the same. Else what lies in a heap's mappings counts as the walk saw it, so that each
 * part is of one moment.
 *
 * @param measure what the bytes are
 * @param total what is resident, over all mappings
 * @param moved what came or went between the two moments, which can be more than the total; 0 where the total is what the kernel says
 */
public record ResidentLedger(Measure measure, long total, long moved, List<Leaf> leaves) {
    /** A name and its bytes, in the words for the user. */
    public record Leaf(String name, long bytes) {}

    /** What counts. */
    public enum Measure {
        /** Resident, by the kernel. */
        RESIDENT,
        /** Mapped: a core does not tell what was resident. */
        MAPPED;

        long bytesOf(MapEntry entry) {
            return switch (this) {
                // RSS leaves out pages that were set aside beforehand; they are as resident as any.
                case RESIDENT ->
                    entry.figure(MemoryField.RSS).orElse(0)
                            + entry.figure(MemoryField.PRIVATE_HUGETLB).orElse(0)
                            + entry.figure(MemoryField.SHARED_HUGETLB).orElse(0);
                case MAPPED ->
                    entry.mapping().isInaccessible() ? 0 : entry.mapping().length();
            };
        }
    }

    /** Anonymous memory that nothing names. */
    public static final String UNATTRIBUTED = "unattributed";

    public ResidentLedger {
        leaves = List.copyOf(leaves);
    }

    /** {@code accounts} are all allocators' accounts, laid over the same mappings. */
    static ResidentLedger of(Measure measure, List<MapEntry> entries, List<HeapAccount> accounts) {
        List<RegionResidence> heaps = accounts.stream()
                .flatMap(account -> account.residences().stream())
                .toList();
        Footprint walked = new Footprint(entries.stream().map(MapEntry::mapping).toList());
        heaps.forEach(region -> walked.add(region.footprint()));
        Map<String, Long> leaves = new LinkedHashMap<>();
        long inBlocks = 0;
        for (HeapAccount account : accounts) {
            Vocabulary words = account.report().identity().vocabulary();
            for (BlockState state : BlockState.values()) {
                long bytes = account.resident(state);
                leaves.merge(words.nameOf(state), bytes, Long::sum);
                inBlocks += bytes;
            }
        }
        Map<MappingKind, Long> kinds = new EnumMap<>(MappingKind.class);
        long moved = 0;
        long inMappings = 0;
        for (int i = 0; i < entries.size(); i++) {
            MapEntry entry = entries.get(i);
            long before = measure.bytesOf(entry);
            // Two heaps in one mapping may have been looked at one after the other.
            long bytes = Math.max(seen(accounts, i).orElse(before), walked.named(i));
            inMappings += walked.named(i);
            moved += Math.abs(bytes - before);
            kinds.merge(entry.name().kind(), bytes - walked.named(i), Long::sum);
        }
        // Blocks in no mapping of the list: mapped after it was made.
        moved += Math.max(0, inBlocks - inMappings);
        kinds.forEach((kind, bytes) -> leaves.merge(nameOf(kind), bytes, Long::sum));
        List<Leaf> named = new ArrayList<>();
        leaves.forEach((name, bytes) -> {
            if (bytes != 0) {
                named.add(new Leaf(name, bytes));
            }
        });
        long total = named.stream().mapToLong(Leaf::bytes).sum();
        return new ResidentLedger(measure, total, moved, named);
    }

    /** What was seen of a mapping when heaps in it were walked; empty where none lies in it. */
    static OptionalLong seen(List<HeapAccount> accounts, int mapping) {
        return accounts.stream()
                .flatMapToLong(account -> account.seen().of(mapping).stream())
                .max();
    }

    /** Whether the bytes are the kernel's own to the byte, and not of several moments or of what was mapped. */
    public boolean isExact() {
        return measure == Measure.RESIDENT && moved == 0;
    }

    public long bytes(String name) {
        return leaves.stream()
                .filter(leaf -> leaf.name().equals(name))
                .mapToLong(Leaf::bytes)
                .sum();
    }

    private static String nameOf(MappingKind kind) {
        return switch (kind) {
            case ANONYMOUS -> UNATTRIBUTED;
            case MAIN_HEAP, ARENA_HEAP, LARGE_MALLOC, ZEND_CHUNK -> kind.words() + ", outside of blocks";
            default -> kind.words();
        };
    }
}
