package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Vocabulary;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MappingKind;
import lacuna.linux.proc.MemoryField;

/**
 * Every resident byte with its name: the blocks of allocators by their state, every other mapping by its kind. The leaves
 * sum to {@code total}.
 *
 * @param measure what the bytes are
 * @param total what the kernel says is resident, over all mappings
 */
public record ResidentLedger(Measure measure, long total, List<Leaf> leaves) {
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
                case RESIDENT -> entry.figure(MemoryField.RSS).orElse(0);
                case MAPPED ->
                    entry.mapping().isInaccessible() ? 0 : entry.mapping().length();
            };
        }
    }

    /** Anonymous memory that nothing names. */
    public static final String UNATTRIBUTED = "unattributed";

    /** What the walk found resident and the kernel, a moment before or after, did not: negative. */
    public static final String CHANGED = "changed while it was read";

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
        long total = 0;
        long changed = 0;
        long inMappings = 0;
        for (int i = 0; i < entries.size(); i++) {
            MapEntry entry = entries.get(i);
            long bytes = measure.bytesOf(entry);
            total += bytes;
            inMappings += walked.named(i);
            long rest = bytes - walked.named(i);
            if (rest >= 0) {
                kinds.merge(entry.name().kind(), rest, Long::sum);
            } else {
                changed += rest;
            }
        }
        // Blocks in no mapping of the list were mapped after it was made.
        changed -= inBlocks - inMappings;
        kinds.forEach((kind, bytes) -> leaves.merge(nameOf(kind), bytes, Long::sum));
        if (changed != 0) {
            leaves.put(CHANGED, changed);
        }
        List<Leaf> named = new ArrayList<>();
        leaves.forEach((name, bytes) -> {
            if (bytes != 0) {
                named.add(new Leaf(name, bytes));
            }
        });
        return new ResidentLedger(measure, total, named);
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
