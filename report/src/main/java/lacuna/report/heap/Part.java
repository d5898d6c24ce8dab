package lacuna.report.heap;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lacuna.heap.block.BlockState;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.map.MappingGroup;
import lacuna.heap.map.MappingKind;
import lacuna.report.text.Glyphs;
import lacuna.report.text.Ink;

/** The parts of a process that its bar is made of, each with a sign that needs no colour. */
enum Part {
    LIVE("█", "#"),
    CACHED("▓", "%"),
    FREE("░", "."),
    TOP("▒", "~"),
    OWN("▪", "+"),
    OTHER_HEAPS("◆", "@"),
    OTHER_MAPPINGS("·", "-");

    private final String sign;
    private final String letter;

    Part(String sign, String letter) {
        this.sign = sign;
        this.letter = letter;
    }

    String sign(Glyphs glyphs) {
        return switch (glyphs) {
            case UNICODE -> sign;
            case ASCII -> letter;
        };
    }

    String painted(Ink ink, String text) {
        return switch (this) {
            case LIVE, OTHER_HEAPS -> ink.accent(text);
            case FREE -> ink.alarm(text);
            case CACHED, TOP -> ink.warning(text);
            case OWN, OTHER_MAPPINGS -> ink.faint(text);
        };
    }

    static Part of(BlockState state) {
        return switch (state) {
            case LIVE -> LIVE;
            case THREAD_CACHED, CACHED -> CACHED;
            case FREE, LAZILY_FREED, GIVEN_BACK -> FREE;
            case TOP -> TOP;
            case OVERHEAD, FOREIGN -> OWN;
        };
    }

    /** The part that each leaf of the ledger belongs to, by the leaf's name. */
    static Map<String, Part> byLeaf(HeapExamination examined) {
        Map<String, Part> parts = new HashMap<>();
        for (MappingKind kind : MappingKind.values()) {
            MappingGroup group = kind.group();
            if (group == MappingGroup.PHP || group == MappingGroup.JVM || group == MappingGroup.GO) {
                parts.put(kind.words(), OTHER_HEAPS);
            }
        }
        for (HeapAccount heap : examined.heaps()) {
            for (BlockState state : BlockState.values()) {
                parts.put(heap.report().identity().vocabulary().nameOf(state), of(state));
            }
        }
        return parts;
    }

    /** One bar of {@code columns} over all leaves: whatever is there has a column at least. */
    static String bar(List<ResidentLedger.Leaf> leaves, Map<String, Part> parts, int columns, Glyphs glyphs, Ink ink) {
        Map<Part, Long> bytes = new EnumMap<>(Part.class);
        long whole = 0;
        for (ResidentLedger.Leaf leaf : leaves) {
            if (leaf.bytes() > 0) {
                bytes.merge(parts.getOrDefault(leaf.name(), OTHER_MAPPINGS), leaf.bytes(), Long::sum);
                whole += leaf.bytes();
            }
        }
        StringBuilder bar = new StringBuilder();
        int spare = columns - bytes.size();
        long done = 0;
        int drawn = 0;
        for (Map.Entry<Part, Long> part : bytes.entrySet()) {
            done += part.getValue();
            int to = (int) Math.round((double) done / whole * spare);
            bar.append(part.getKey().painted(ink, part.getKey().sign(glyphs).repeat(1 + to - drawn)));
            drawn = to;
        }
        return bar.toString();
    }
}
