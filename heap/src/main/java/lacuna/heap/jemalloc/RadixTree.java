package lacuna.heap.jemalloc;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/** The upper levels of a radix tree: which leaf holds the extents of which addresses. */
final class RadixTree {
    /** A leaf, and the first of the pages that its elements are of, counted from address 0. */
    record Leaf(long address, long firstPage) {}

    /** Enough for sixteen times a terabyte of heap; a damaged tree may claim any number. */
    private static final int MOST_LEAVES = 1 << 14;

    private final Layout layout;
    private final Addresses addresses;
    private final MemoryWindow window;
    private final List<Leaf> leaves = new ArrayList<>();
    private final LongList tables = new LongList();

    private RadixTree(Layout layout, Addresses addresses, ByteReader memory) {
        this.layout = layout;
        this.addresses = addresses;
        this.window = new MemoryWindow(memory, MemoryWindow.STREAM);
    }

    /** The leaves of the tree at {@code root}, by the addresses that they are for. */
    static RadixTree at(long root, Layout layout, Addresses addresses, ByteReader memory, Violations violations) {
        RadixTree tree = new RadixTree(layout, addresses, memory);
        tree.node(root, 0, layout.rootShift(), violations);
        if (tree.leaves.size() > MOST_LEAVES) {
            violations.add("the radix tree has more leaves than can be looked at", root);
        }
        tree.dropOverlapping(violations);
        return tree;
    }

    List<Leaf> leaves() {
        return List.copyOf(leaves);
    }

    /** The addresses of all nodes and leaves. */
    LongList tables() {
        return tables;
    }

    private void node(long node, long first, int shift, Violations violations) {
        boolean leadsToLeaves = shift == layout.nodeShift();
        int childBytes = leadsToLeaves ? layout.leafBytes() : layout.nodeBytes();
        for (int i = 0; i < layout.width() && leaves.size() <= MOST_LEAVES; i++) {
            long at = node + 8L * i;
            if (!window.covers(at, Long.BYTES)) {
                violations.add("a node of the radix tree cannot be read", at);
                return;
            }
            long child = window.word(at);
            if (child == 0) {
                continue;
            }
            long address = first + ((long) i << shift);
            if ((child & 63) != 0 || !addresses.isOwnMemory(child, childBytes)) {
                violations.add("a pointer of the radix tree leads nowhere", at);
            } else if (leadsToLeaves) {
                tables.add(child);
                leaves.add(new Leaf(child, address >>> Layout.PAGE_SHIFT));
            } else {
                tables.add(child);
                node(child, address, shift - Integer.numberOfTrailingZeros(layout.width()), violations);
            }
        }
    }

    /** No two tables share memory: what leads to the same leaf twice is damage, and would be looked at without end. */
    private void dropOverlapping(Violations violations) {
        List<Leaf> byAddress = new ArrayList<>(leaves);
        byAddress.sort((a, b) -> Long.compare(a.address(), b.address()));
        long end = 0;
        for (Leaf leaf : byAddress) {
            if (leaf.address() < end) {
                violations.add("two leaves of the radix tree share memory", leaf.address());
                leaves.remove(leaf);
            } else {
                end = leaf.address() + layout.leafBytes();
            }
        }
    }
}
