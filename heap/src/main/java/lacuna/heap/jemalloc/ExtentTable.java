package lacuna.heap.jemalloc;

import java.util.BitSet;
import java.util.TreeMap;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.LongList;
import lacuna.heap.block.Violations;

/**
 * All extents as some bytes have them. They are read until two passes in a row show the same: between the two there was a
 * moment at which all of it was true at once, though the process ran. Where no two passes agree, what changed is torn.
 */
final class ExtentTable {
    private static final int PASSES = 5;
    /** A leaf with a gigabyte of heap has some ten thousand; more than these would not fit. */
    private static final int MOST_EXTENTS = 1 << 22;

    private final TreeMap<Long, Extents> leaves = new TreeMap<>();
    private final LongList metadata = new LongList();
    private LongList tables = new LongList();
    private final BitSet arenas = new BitSet();
    private Violations treeViolations = new Violations();
    private boolean isPadded = true;

    private ExtentTable() {}

    static ExtentTable of(Place place, Addresses addresses, ByteReader memory) {
        ExtentTable table = new ExtentTable();
        LeafReader reader = new LeafReader(place.layout(), addresses, memory);
        for (int pass = 0; pass < PASSES; pass++) {
            boolean isLast = pass == PASSES - 1;
            if (!table.pass(place, addresses, memory, reader, isLast) && pass > 0) {
                break;
            }
        }
        table.join();
        return table;
    }

    /** The extents by address, leaf after leaf. */
    Iterable<Extents> leaves() {
        return leaves.values();
    }

    /** The arenas that have extents. */
    BitSet arenas() {
        return arenas;
    }

    /** Addresses in the allocator's own memory: its nodes, leaves, and pages of records. */
    LongList metadata() {
        return metadata;
    }

    /** The addresses of its nodes and leaves. */
    LongList tables() {
        return tables;
    }

    /** What was found of {@code arena}, or of none: the first of each kind, with its count. */
    void violationsOf(int arena, Violations into) {
        if (arena == Extents.NO_ARENA) {
            addAll(treeViolations, into);
        }
        for (Extents extents : leaves.values()) {
            Violations found = extents.violations().get(arena);
            if (found != null) {
                addAll(found, into);
            }
        }
    }

    /** The bytes of a large allocation that the program can use. */
    long usable(Extents extents, int index) {
        int sizeClass = extents.sizeClass(index);
        long bytes = extents.bytes(index);
        if (sizeClass < SizeClasses.SMALL) {
            return Math.min(SizeClasses.bytes(sizeClass), bytes - extents.offset(index));
        }
        return (isPadded && bytes > Layout.PAGE) ? bytes - Layout.PAGE : bytes - extents.offset(index);
    }

    /** Whether there is a large allocation that older versions would have made larger: 5.3.1 hands out any number of pages. */
    boolean hasSizesBetweenClasses() {
        for (Extents extents : leaves.values()) {
            for (int i = 0; i < extents.count(); i++) {
                if (extents.state(i) == Layout.ACTIVE
                        && !extents.isSlab(i)
                        && SizeClasses.isClass(extents.sizeClass(i))
                        && extents.sizeClass(i) >= SizeClasses.SMALL
                        && usable(extents, i) != SizeClasses.bytes(extents.sizeClass(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the allocator of huge pages is in use, whose free pages no tree leads to. */
    boolean hasHugePages() {
        return leaves.values().stream().anyMatch(Extents::hasHugePages);
    }

    /** Reads all once: whether anything is new. */
    private boolean pass(Place place, Addresses addresses, ByteReader memory, LeafReader reader, boolean isLast) {
        Violations found = new Violations();
        RadixTree tree = RadixTree.at(place.root(), place.layout(), addresses, memory, found);
        treeViolations = found;
        metadata.clear();
        boolean isNew = false;
        long extents = 0;
        TreeMap<Long, Extents> before = new TreeMap<>(leaves);
        leaves.clear();
        tables = tree.tables();
        addAll(tables, metadata);
        for (RadixTree.Table leaf : tree.leaves()) {
            if (extents > MOST_EXTENTS) {
                found.add("more extents than can be looked at", leaf.address());
                break;
            }
            Extents now = reader.read(leaf);
            reader.addRecordPages(metadata);
            Extents old = before.get(leaf.firstPage());
            if (old == null || !now.isSame(old)) {
                isNew = true;
                if (isLast && old != null) {
                    now.violateChanges(old, "it changed while it was read");
                }
            }
            extents += now.count();
            leaves.put(leaf.firstPage(), now);
        }
        return isNew;
    }

    /** What only all leaves together show. */
    private void join() {
        metadata.distinct();
        int padded = 0;
        int bare = 0;
        for (Extents extents : leaves.values()) {
            arenas.or(extents.arenas());
            extents.violations().keySet().stream()
                    .filter(arena -> arena != Extents.NO_ARENA)
                    .forEach(arenas::set);
            padded += extents.padded();
            bare += extents.bare();
        }
        isPadded = padded >= bare;
        if (Math.min(padded, bare) > 0) {
            treeViolations.add("some large extents have a page of padding and some have not", 0);
        }
        joinAcrossLeaves();
    }

    /** An extent that reaches into another leaf is one only if its end is found there, and nothing else before it. */
    private void joinAcrossLeaves() {
        LongList heads = new LongList();
        LongList tails = new LongList();
        leaves.values().forEach(extents -> addAll(extents.tails(), tails));
        tails.distinct();
        Extents reaching = new Extents(0);
        for (Extents extents : leaves.values()) {
            if (extents.count() > 0) {
                if (extents.address(0) < reaching.end()) {
                    treeViolations.add("two extents share memory", extents.address(0));
                    reaching.dropLast();
                }
                reaching = extents;
            }
            if (extents.heads().size() > 0) {
                long record = extents.heads().get(0);
                heads.add(record);
                if (tails.indexOf(record) < 0) {
                    treeViolations.add("an extent that reaches into another leaf has no end there", extents.end());
                    extents.dropLast();
                }
            }
        }
        heads.distinct();
        for (int i = 0; i < tails.size(); i++) {
            if (heads.indexOf(tails.get(i)) < 0) {
                treeViolations.add("an extent that begins in another leaf has no beginning there", tails.get(i));
            }
        }
    }

    private static void addAll(LongList from, LongList into) {
        for (int i = 0; i < from.size(); i++) {
            into.add(from.get(i));
        }
    }

    private static void addAll(Violations from, Violations into) {
        from.list().forEach(violation -> {
            for (long i = 0; i < violation.count(); i++) {
                into.add(violation.what(), violation.firstAt());
            }
        });
    }
}
