package lacuna.heap.jemalloc;

import java.util.Arrays;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;

/**
 * Reads the extents of one leaf of the radix tree after the other, and holds them against the rules: every page of a slab,
 * the first and the last page of every other extent lead to its record, and the record leads back, with the same size class
 * and state; a slab's bitmap has as many free slots as its record counts. Of memory, only leaves and the pages of records
 * are read.
 */
final class LeafReader {
    /** Far more than any machine has. */
    private static final long MOST_PAGES = Integer.MAX_VALUE;

    private static final long PAGE = Layout.PAGE;

    private final Layout layout;
    private final Addresses addresses;
    private final MemoryWindow leafWindow;
    private final MemoryWindow recordWindow;

    // The leaf as runs of elements with one record: the first and last element, how many, and their shape.
    private int runs;
    private int[] first = new int[1024];
    private int[] last = new int[1024];
    private int[] elements = new int[1024];
    private int[] shapes = new int[1024];
    private int[] lastShapes = new int[1024];
    private long[] recordOf = new long[1024];
    private boolean[] isEven = new boolean[1024];

    // The records of the leaf, by address.
    private final LongList records = new LongList();
    private long[] bits = new long[1024];
    private long[] starts = new long[1024];
    private long[] sizes = new long[1024];
    private boolean[] isRead = new boolean[1024];
    private long[] maps = new long[1024 * Layout.BITMAP_WORDS];

    LeafReader(Layout layout, Addresses addresses, ByteReader memory) {
        this.layout = layout;
        this.addresses = addresses;
        this.leafWindow = new MemoryWindow(memory, MemoryWindow.STREAM);
        this.recordWindow = new MemoryWindow(memory, MemoryWindow.STREAM);
    }

    /** Adds the pages of the records that the last leaf led to, each once. */
    void addRecordPages(LongList into) {
        long last = -1;
        for (int i = 0; i < records.size(); i++) {
            long page = records.get(i) & -PAGE;
            if (isRead[i] && page != last) {
                into.add(page);
                last = page;
            }
        }
    }

    Extents read(RadixTree.Table leaf) {
        Extents extents = new Extents(leaf.firstPage());
        leafWindow.forget();
        recordWindow.forget();
        scan(leaf, extents);
        readRecords();
        long end = leaf.firstPage();
        for (int run = 0; run < runs; run++) {
            end = extent(leaf, run, end, extents);
        }
        extents.trim();
        return extents;
    }

    private void scan(RadixTree.Table leaf, Extents extents) {
        runs = 0;
        records.clear();
        leafWindow.endAt(leaf.address() + layout.leafBytes());
        int step = layout.leafElement();
        long before = 0;
        boolean isBlank = true;
        for (int i = 0; i < layout.width(); i++) {
            long at = leaf.address() + (long) step * i;
            if (!leafWindow.covers(at, step)) {
                extents.violate(Extents.NO_ARENA, "a leaf of the radix tree cannot be read", at);
                i += Layout.moreOnPage(at, step);
                isBlank = false;
                continue;
            }
            long record = layout.recordIn(leafWindow, at);
            if (record == 0) {
                isBlank &= layout.isBlank(leafWindow, at);
                continue;
            }
            isBlank = false;
            int shape = layout.shapeIn(leafWindow, at);
            if (record == before) {
                int run = runs - 1;
                last[run] = i;
                elements[run]++;
                lastShapes[run] = shape;
                isEven[run] &= shape == shapes[run];
                continue;
            }
            before = record;
            startRun(i, shape, record);
        }
        if (isBlank) {
            // A leaf is made when an extent needs it, and no element becomes quite zero again.
            extents.violate(Extents.NO_ARENA, "a leaf of the radix tree was never used", leaf.address());
        }
    }

    private void startRun(int element, int shape, long record) {
        if (runs == first.length) {
            int more = 2 * runs;
            first = Arrays.copyOf(first, more);
            last = Arrays.copyOf(last, more);
            elements = Arrays.copyOf(elements, more);
            shapes = Arrays.copyOf(shapes, more);
            lastShapes = Arrays.copyOf(lastShapes, more);
            recordOf = Arrays.copyOf(recordOf, more);
            isEven = Arrays.copyOf(isEven, more);
        }
        first[runs] = element;
        last[runs] = element;
        elements[runs] = 1;
        shapes[runs] = shape;
        lastShapes[runs] = shape;
        isEven[runs] = true;
        recordOf[runs++] = record;
        records.add(record);
    }

    /** Reads all records in ascending order, and no page that has none. */
    private void readRecords() {
        records.distinct();
        int count = records.size();
        if (count > bits.length) {
            bits = new long[count];
            starts = new long[count];
            sizes = new long[count];
            isRead = new boolean[count];
            maps = new long[count * Layout.BITMAP_WORDS];
        }
        long pagesEnd = 0;
        for (int i = 0; i < count; i++) {
            long record = records.get(i);
            if (record >= pagesEnd) {
                pagesEnd = endOfPages(i);
                recordWindow.endAt(pagesEnd);
            }
            isRead[i] = layout.isRecord(record)
                    && addresses.isOwnMemory(record, Layout.RECORD_BYTES)
                    && recordWindow.covers(record, Layout.RECORD_BYTES);
            if (isRead[i]) {
                bits[i] = recordWindow.word(record);
                starts[i] = recordWindow.word(record + Layout.RECORD_ADDRESS);
                sizes[i] = recordWindow.word(record + Layout.RECORD_SIZE) & -PAGE;
                for (int word = 0; word < Layout.BITMAP_WORDS; word++) {
                    maps[i * Layout.BITMAP_WORDS + word] = recordWindow.word(record + Layout.RECORD_BITMAP + 8L * word);
                }
            }
        }
    }

    /** Where the pages end that follow each other without a gap and all have records, from the one with record {@code i} on. */
    private long endOfPages(int i) {
        long end = (records.get(i) + Layout.RECORD_BYTES + PAGE - 1) & -PAGE;
        for (int next = i + 1; next < records.size() && records.get(next) <= end; next++) {
            end = Math.max(end, (records.get(next) + Layout.RECORD_BYTES + PAGE - 1) & -PAGE);
        }
        return end;
    }

    /** Holds the extent of {@code run} against the rules, and takes it if they hold: where it ends, else {@code before}. */
    private long extent(RadixTree.Table leaf, int run, long before, Extents extents) {
        long key = leaf.firstPage() + first[run];
        int index = records.indexOf(recordOf[run]);
        if (index < 0 || !isRead[index]) {
            extents.violate(Extents.NO_ARENA, "an extent's record cannot be read", recordOf[run]);
            return before;
        }
        long page = starts[index] >>> Layout.PAGE_SHIFT;
        long pages = sizes[index] >>> Layout.PAGE_SHIFT;
        int arena = layout.arena(bits[index]);
        if (arena >= Layout.ARENAS) {
            extents.violate(Extents.NO_ARENA, "an extent is of no arena", recordOf[run]);
            return before;
        }
        boolean isTail = page < leaf.firstPage() && (first[run] == 0 || !layout.isSlab(bits[index]));
        if (pages <= 0
                || pages > MOST_PAGES
                || !(page == key || isTail)
                || !isRegistered(leaf, run, index, page, pages)
                || !addresses.areMapped(page << Layout.PAGE_SHIFT, (page + pages) << Layout.PAGE_SHIFT)) {
            extents.violate(arena, "an extent does not lie where the radix tree has it", key << Layout.PAGE_SHIFT);
            return before;
        }
        if (!agrees(run, bits[index], isTail)) {
            extents.violate(arena, "an extent and the radix tree do not agree", key << Layout.PAGE_SHIFT);
            return before;
        }
        if (Math.max(page, leaf.firstPage()) < before) {
            extents.violate(arena, "two extents share memory", key << Layout.PAGE_SHIFT);
            return before;
        }
        if (isTail) {
            extents.tail(recordOf[run]);
            return page + pages;
        }
        if (page + pages > leaf.firstPage() + layout.width()) {
            extents.head(recordOf[run]);
        }
        if (layout.isOfHugePages(bits[index])) {
            extents.fromHugePages();
        }
        take(index, page, (int) pages, arena, extents);
        return page + pages;
    }

    /** Whether exactly those pages of the extent that shall lead to it do, as far as they are of this leaf. */
    private boolean isRegistered(RadixTree.Table leaf, int run, int index, long page, long pages) {
        long leafEnd = leaf.firstPage() + layout.width();
        long from = Math.max(page, leaf.firstPage());
        long to = Math.min(page + pages, leafEnd);
        if (to <= from) {
            return false;
        }
        if (layout.isSlab(bits[index])) {
            return first[run] == from - leaf.firstPage()
                    && last[run] == to - 1 - leaf.firstPage()
                    && elements[run] == to - from;
        }
        boolean hasFirst = page >= leaf.firstPage();
        boolean hasLast = page + pages <= leafEnd && (pages > 1 || !hasFirst);
        long lastKey = hasLast ? page + pages - 1 : page;
        long firstKey = hasFirst ? page : lastKey;
        return elements[run] == (hasFirst ? 1 : 0) + (hasLast ? 1 : 0)
                && first[run] == firstKey - leaf.firstPage()
                && last[run] == lastKey - leaf.firstPage();
    }

    /**
     * All elements of a slab are as its record; of another extent in use only the first one is, of one that is not in use
     * only the state. jemalloc does not keep up what it never looks up.
     */
    private boolean agrees(int run, long record, boolean isTail) {
        int shape = layout.shape(record);
        if (layout.isSlab(record)) {
            return isEven[run] && shape == shapes[run];
        }
        boolean isFirstRight = (layout.isInUse(record) && !isTail)
                ? shape == shapes[run]
                : Layout.stateOf(shape) == Layout.stateOf(shapes[run]);
        return isFirstRight && Layout.stateOf(shape) == Layout.stateOf(lastShapes[run]);
    }

    private void take(int index, long page, int pages, int arena, Extents extents) {
        long record = bits[index];
        long address = page << Layout.PAGE_SHIFT;
        int sizeClass = layout.sizeClass(record);
        int state = layout.state(record);
        int offset = (int) (starts[index] & (PAGE - 1));
        if (layout.isSlab(record)) {
            takeSlab(index, page, pages, arena, extents);
            return;
        }
        if (state > Layout.LAST_STATE) {
            extents.violate(arena, "an extent's state is none", address);
        } else if (layout.isInUse(record)) {
            checkLarge(arena, sizeClass, address, (long) pages << Layout.PAGE_SHIFT, offset, extents);
        } else if (sizeClass != SizeClasses.NONE) {
            extents.violate(arena, "an extent that is not in use has a size class", address);
        }
        extents.add(page, pages, arena, sizeClass, state, offset);
    }

    private void takeSlab(int index, long page, int pages, int arena, Extents extents) {
        long record = bits[index];
        int sizeClass = layout.sizeClass(record);
        long slots =
                sizeClass < SizeClasses.SMALL ? ((long) pages << Layout.PAGE_SHIFT) / SizeClasses.bytes(sizeClass) : 0;
        if (slots == 0 || slots > Layout.MOST_SLOTS) {
            extents.violate(arena, "a slab is of no small size class", page << Layout.PAGE_SHIFT);
            return;
        }
        int free = free(index, (int) slots);
        if (free != layout.freeSlots(record)) {
            extents.violate(
                    arena, "a slab's bitmap and its count of free slots do not agree", page << Layout.PAGE_SHIFT);
            return;
        }
        extents.add(page, pages, arena, sizeClass, Layout.ACTIVE, 0);
        extents.slab(maps, index * Layout.BITMAP_WORDS, (int) slots, free);
    }

    /** How many bits are set; -1 when some are that stand for no slot. */
    private int free(int index, int slots) {
        int free = 0;
        int words = (slots + 63) >>> 6;
        for (int word = 0; word < words; word++) {
            free += Long.bitCount(maps[index * Layout.BITMAP_WORDS + word]);
        }
        int rest = slots & 63;
        boolean isBeyond = rest != 0 && maps[index * Layout.BITMAP_WORDS + words - 1] >>> rest != 0;
        return isBeyond ? -1 : free;
    }

    /** A large allocation begins anywhere on its first page, and has a page more for that; unless told not to. */
    private void checkLarge(int arena, int sizeClass, long address, long bytes, int offset, Extents extents) {
        if (sizeClass < SizeClasses.SMALL) {
            // A small allocation that profiling made large.
            return;
        }
        boolean isPadded = isOfClass(bytes - PAGE, sizeClass);
        boolean isBare = offset == 0 && isOfClass(bytes, sizeClass);
        if (!isPadded && !isBare) {
            extents.violate(arena, "a large extent is not of its size class", address);
        } else if (isPadded != isBare) {
            extents.vote(isPadded);
        }
    }

    /** From 5.3.1 on any number of pages may be handed out: the class is the next one that would hold it. */
    private static boolean isOfClass(long bytes, int sizeClass) {
        return bytes > 0 && SizeClasses.of(bytes) == sizeClass;
    }
}
