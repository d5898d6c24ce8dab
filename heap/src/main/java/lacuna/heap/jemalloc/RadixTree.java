package lacuna.heap.jemalloc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/** The upper levels of a radix tree: which leaf holds the extents of which addresses. */
final class RadixTree {
    /** A root, node or leaf, and the first of the pages that it is for, counted from address 0. */
    record Table(long address, long firstPage) {}

    /** Enough for two to sixteen terabytes of heap; a damaged tree may claim any number. */
    private static final int MOST_TABLES = 1 << 14;

    private final Layout layout;
    private final Addresses addresses;
    private final MemoryWindow window;
    private final Violations violations;
    private final LongList tables = new LongList();
    private final List<Table> leaves;

    private RadixTree(long root, Layout layout, Addresses addresses, ByteReader memory, Violations violations) {
        this.layout = layout;
        this.addresses = addresses;
        this.window = new MemoryWindow(memory, MemoryWindow.STREAM);
        this.violations = violations;
        List<Table> level = List.of(new Table(root, 0));
        for (int shift = layout.rootShift(); shift >= layout.nodeShift(); shift -= layout.levelBits()) {
            level = below(level, shift);
        }
        leaves = level;
    }

    static RadixTree at(long root, Layout layout, Addresses addresses, ByteReader memory, Violations violations) {
        return new RadixTree(root, layout, addresses, memory, violations);
    }

    /** By the addresses that they are for. */
    List<Table> leaves() {
        return leaves;
    }

    /** The addresses of all nodes and leaves. */
    LongList tables() {
        return tables;
    }

    /** What {@code level}, whose elements count {@code 1 << shift} bytes each, leads to. */
    private List<Table> below(List<Table> level, int shift) {
        int bytes = shift == layout.nodeShift() ? layout.leafBytes() : layout.nodeBytes();
        List<Table> below = new ArrayList<>();
        for (Table table : level) {
            boolean isBlank = true;
            for (int i = 0; i < layout.width(); i++) {
                long at = table.address() + 8L * i;
                if (!window.covers(at, Long.BYTES)) {
                    violations.add("a node of the radix tree cannot be read", at);
                    i += Layout.moreOnPage(at, Long.BYTES);
                    continue;
                }
                long child = window.word(at);
                if (child == 0) {
                    continue;
                }
                isBlank = false;
                if ((child & 63) != 0 || !addresses.isOwnMemory(child, bytes)) {
                    violations.add("a pointer of the radix tree leads nowhere", at);
                } else if (below.size() == MOST_TABLES) {
                    violations.add("the radix tree has more leaves than can be looked at", at);
                    return apart(below, bytes);
                } else {
                    below.add(new Table(child, table.firstPage() + ((long) i << shift >>> Layout.PAGE_SHIFT)));
                }
            }
            if (isBlank) {
                violations.add("a node of the radix tree was never used", table.address());
            }
        }
        return apart(below, bytes);
    }

    /** No two tables share memory: where they do there is damage, which would be looked at without end. */
    private List<Table> apart(List<Table> found, int bytes) {
        List<Table> byAddress = new ArrayList<>(found);
        byAddress.sort(Comparator.comparingLong(Table::address));
        List<Table> kept = new ArrayList<>();
        long end = 0;
        for (Table table : byAddress) {
            if (table.address() < end) {
                violations.add("two tables of the radix tree share memory", table.address());
                continue;
            }
            end = table.address() + bytes;
            kept.add(table);
            tables.add(table.address());
        }
        kept.sort(Comparator.comparingLong(Table::firstPage));
        return kept;
    }
}
