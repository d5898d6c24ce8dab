package lacuna.heap.jemalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;
import lacuna.linux.proc.Mapping;

/**
 * Finds radix trees in the data of programs and libraries, without symbols. The root is an array in .bss with a pointer for
 * each gigabyte (of 48 bits) that has heap and nothing else in it: so a place is tried only where all that is not zero
 * could be such a pointer and at least one is of addresses that are mapped. It is believed when the leaves lead to records,
 * and these back to the pages that led to them.
 */
final class RootFinder {
    private static final long MOST_DATA = 256L << 20;
    private static final int MOST_POINTERS = 1 << 18;
    private static final int MOST_TRIALS = 1 << 20;
    private static final int MOST_INDEXES = 4096;
    private static final int SAMPLES = 256;

    private final List<Mapping> mappings;
    private final Addresses addresses;
    private final MemoryWindow stream;
    private final MemoryWindow glance;
    private final MemoryWindow recordGlance;

    /** A root in some data. */
    record Found(long root, Layout layout, int samples) {}

    RootFinder(List<Mapping> mappings, ByteReader memory) {
        this.mappings = mappings;
        this.addresses = new Addresses(mappings);
        this.stream = new MemoryWindow(memory, MemoryWindow.STREAM);
        this.glance = new MemoryWindow(memory, MemoryWindow.GLANCE);
        this.recordGlance = new MemoryWindow(memory, MemoryWindow.GLANCE);
    }

    /** The tree whose root lies in {@code [start, end)}. */
    Optional<Found> in(long start, long end) {
        // Both layouts of one width lie alike: which of them it is the records tell.
        return in(start, end, Layout.V53_48, Layout.V52_48).or(() -> in(start, end, Layout.V53_57, Layout.V52_57));
    }

    private Optional<Found> in(long start, long end, Layout newer, Layout older) {
        if (end - start < newer.nodeBytes()) {
            return Optional.empty();
        }
        long[] words = words(start, Math.min(end, start + MOST_DATA), newer).toArray();
        long[] indexes = indexes(newer);
        long tried = -1;
        int trials = 0;
        for (long word : words) {
            if (word < 0) {
                continue;
            }
            for (long index : indexes) {
                long root = word - 8 * index;
                if (root < start || root > end - newer.nodeBytes() || root == tried || ++trials > MOST_TRIALS) {
                    continue;
                }
                tried = root;
                if (holdsOnlyPointers(words, root, newer)) {
                    Optional<Found> found = believed(root, newer, older);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Where words are that are not zero: the address of each that could be a pointer of the root, else its complement. Of a
     * page that is not there nothing is known: what the rest leads to decides.
     */
    private LongList words(long start, long end, Layout layout) {
        int child = layout.levels() == 2 ? layout.leafBytes() : layout.nodeBytes();
        LongList words = new LongList();
        int pointers = 0;
        for (long at = (start + 7) & -8; at <= end - Long.BYTES; at += Long.BYTES) {
            if (!stream.covers(at, Long.BYTES)) {
                at = (at | 4095) - 7;
                continue;
            }
            long word = stream.word(at);
            if (word != 0) {
                boolean isPointer = (word & 63) == 0 && pointers < MOST_POINTERS && addresses.isOwnMemory(word, child);
                pointers += isPointer ? 1 : 0;
                words.add(isPointer ? at : ~at);
            }
        }
        return words;
    }

    /** The indexes in a root of all addresses that are mapped. */
    private long[] indexes(Layout layout) {
        TreeSet<Long> indexes = new TreeSet<>();
        for (Mapping mapping : mappings) {
            if (mapping.isWritable() && !mapping.isShared() && Addresses.isPossible(mapping.start())) {
                long last = (mapping.end() - 1) >>> layout.rootShift();
                for (long i = mapping.start() >>> layout.rootShift();
                        i <= last && i < layout.width() && indexes.size() < MOST_INDEXES;
                        i++) {
                    indexes.add(i);
                }
            }
        }
        return indexes.stream().mapToLong(Long::longValue).toArray();
    }

    private static boolean holdsOnlyPointers(long[] words, long root, Layout layout) {
        long end = root + layout.nodeBytes();
        for (int i = firstFrom(words, root); i < words.length && addressOf(words[i]) < end; i++) {
            if (words[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private static int firstFrom(long[] words, long address) {
        int low = 0;
        int high = words.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (addressOf(words[middle]) < address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long addressOf(long word) {
        return word < 0 ? ~word : word;
    }

    /** Follows the tree to some of its records: whether most lead back, and by which layout with the right size class. */
    private Optional<Found> believed(long root, Layout newer, Layout older) {
        int byNewer = 0;
        int byOlder = 0;
        int back = 0;
        List<long[]> leaves = leavesOf(root, newer);
        int samples = 0;
        for (long[] leaf : leaves) {
            int ofLeaf = 0;
            glance.forget();
            for (int i = 0; i < newer.width() && ofLeaf < SAMPLES; i++) {
                long at = leaf[0] + (long) i * newer.leafElement();
                if (!glance.covers(at, newer.leafElement())) {
                    i += Layout.moreOnPage(at, newer.leafElement());
                    continue;
                }
                // The older layout's records may lie between those that the newer one could have.
                long record = older.recordIn(glance, at);
                if (record == 0 && newer.recordIn(glance, at) == 0) {
                    continue;
                }
                ofLeaf++;
                samples++;
                long key = leaf[1] + i;
                boolean isNewer = leadsBack(newer.recordIn(glance, at), key);
                boolean isOlder = leadsBack(older.recordIn(glance, at), key);
                back += (isNewer || isOlder) ? 1 : 0;
                byNewer += (isNewer && agrees(newer, at, newer.recordIn(glance, at))) ? 1 : 0;
                byOlder += (isOlder && agrees(older, at, older.recordIn(glance, at))) ? 1 : 0;
            }
            if (samples > SAMPLES) {
                break;
            }
        }
        if (back == 0 || 2 * back < samples || byNewer == byOlder) {
            return Optional.empty();
        }
        return Optional.of(new Found(root, byNewer > byOlder ? newer : older, back));
    }

    /** Some leaves, each with the first page that it is for. */
    private List<long[]> leavesOf(long root, Layout layout) {
        List<long[]> tables = List.of(new long[] {root, 0});
        for (int shift = layout.rootShift(); shift >= layout.nodeShift(); shift -= layout.levelBits()) {
            boolean leadsToLeaves = shift == layout.nodeShift();
            int bytes = leadsToLeaves ? layout.leafBytes() : layout.nodeBytes();
            List<long[]> children = new ArrayList<>();
            for (long[] table : tables) {
                for (int i = 0; i < layout.width() && children.size() < SAMPLES; i++) {
                    long at = table[0] + 8L * i;
                    if (!stream.covers(at, Long.BYTES)) {
                        i += Layout.moreOnPage(at, Long.BYTES);
                        continue;
                    }
                    long child = stream.word(at);
                    if (child != 0 && (child & 63) == 0 && addresses.isOwnMemory(child, bytes)) {
                        children.add(new long[] {child, table[1] + ((long) i << shift >>> Layout.PAGE_SHIFT)});
                    }
                }
            }
            tables = children;
        }
        return tables;
    }

    private boolean leadsBack(long record, long key) {
        if (!Addresses.isPossible(record)
                || (record & 63) != 0
                || !addresses.isOwnMemory(record, Layout.RECORD_BYTES)
                || !recordGlance.covers(record, Layout.RECORD_BYTES)) {
            return false;
        }
        long page = recordGlance.word(record + Layout.RECORD_ADDRESS) >>> Layout.PAGE_SHIFT;
        long pages = recordGlance.word(record + Layout.RECORD_SIZE) >>> Layout.PAGE_SHIFT;
        return pages > 0 && key >= page && key - page < pages;
    }

    private boolean agrees(Layout layout, long at, long record) {
        int inLeaf = layout.shapeIn(glance, at);
        long bits = recordGlance.word(record);
        return layout.isInUse(bits) && inLeaf == layout.shape(bits);
    }
}
