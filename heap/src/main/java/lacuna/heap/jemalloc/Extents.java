package lacuna.heap.jemalloc;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import lacuna.heap.block.LongList;
import lacuna.heap.block.Violations;

/**
 * The extents that begin in one leaf, by address, as packed numbers: sixteen bytes each, and the bitmaps of those slabs that
 * are neither full nor empty.
 */
final class Extents {
    /** For violations that belong to no arena. */
    static final int NO_ARENA = -1;

    private static final int CLASS_SHIFT = 12;
    private static final int STATE_SHIFT = 20;
    private static final int SLAB_SHIFT = 23;
    private static final int OFFSET_SHIFT = 24;
    private static final int OFFSET_UNIT = 64;
    private static final int FULL = -1;

    private final long firstPage;
    private int count;
    private int[] page = new int[16];
    private int[] pages = new int[16];
    private int[] info = new int[16];
    private int[] map = new int[16];
    private int mapWords;
    private long[] maps = new long[16];
    private final BitSet arenas = new BitSet();
    private final LongList heads = new LongList();
    private final LongList tails = new LongList();
    private final Map<Integer, Violations> violations = new HashMap<>();
    private int padded;
    private int bare;
    private boolean hasHugePages;

    /** Of a leaf whose first element is of {@code firstPage}. */
    Extents(long firstPage) {
        this.firstPage = firstPage;
    }

    void add(long atPage, int pageCount, int arena, int sizeClass, int state, int offset) {
        if (count == page.length) {
            int more = 2 * count;
            page = Arrays.copyOf(page, more);
            pages = Arrays.copyOf(pages, more);
            info = Arrays.copyOf(info, more);
            map = Arrays.copyOf(map, more);
        }
        arenas.set(arena);
        page[count] = (int) (atPage - firstPage);
        pages[count] = pageCount;
        info[count] = arena | sizeClass << CLASS_SHIFT | state << STATE_SHIFT | (offset / OFFSET_UNIT) << OFFSET_SHIFT;
        map[count++] = FULL;
    }

    /** The extent added last is a slab with these free slots. */
    void slab(long[] words, int from, int slots, int free) {
        info[count - 1] |= 1 << SLAB_SHIFT;
        if (free == 0) {
            return;
        }
        int length = (slots + 63) >>> 6;
        if (mapWords + length > maps.length) {
            maps = Arrays.copyOf(maps, 2 * (mapWords + length));
        }
        System.arraycopy(words, from, maps, mapWords, length);
        map[count - 1] = mapWords;
        mapWords += length;
    }

    /** Lets go of the room for more. */
    void trim() {
        page = Arrays.copyOf(page, count);
        pages = Arrays.copyOf(pages, count);
        info = Arrays.copyOf(info, count);
        map = Arrays.copyOf(map, count);
        maps = Arrays.copyOf(maps, mapWords);
    }

    /** Where the last extent ends; 0 when there is none. */
    long end() {
        return count == 0 ? 0 : address(count - 1) + bytes(count - 1);
    }

    /** The last extent is none. */
    void dropLast() {
        count--;
    }

    /** The record of an extent that begins here and ends in another leaf. */
    void head(long record) {
        heads.add(record);
    }

    /** The record of an extent that began before this leaf. */
    void tail(long record) {
        tails.add(record);
    }

    /** A large extent that is of its class only with a page of padding, or only without. */
    void vote(boolean isPadded) {
        if (isPadded) {
            padded++;
        } else {
            bare++;
        }
    }

    /** One of them comes from the allocator of huge pages. */
    void fromHugePages() {
        hasHugePages = true;
    }

    boolean hasHugePages() {
        return hasHugePages;
    }

    void violate(int arena, String what, long address) {
        violations.computeIfAbsent(arena, _ -> new Violations()).add(what, address);
    }

    Map<Integer, Violations> violations() {
        return violations;
    }

    LongList heads() {
        return heads;
    }

    LongList tails() {
        return tails;
    }

    int padded() {
        return padded;
    }

    int bare() {
        return bare;
    }

    BitSet arenas() {
        return arenas;
    }

    int count() {
        return count;
    }

    long address(int index) {
        return (firstPage + page[index]) << Layout.PAGE_SHIFT;
    }

    long bytes(int index) {
        return (long) pages[index] << Layout.PAGE_SHIFT;
    }

    int arena(int index) {
        return info[index] & 0xfff;
    }

    int sizeClass(int index) {
        return info[index] >>> CLASS_SHIFT & 0xff;
    }

    int state(int index) {
        return info[index] >>> STATE_SHIFT & 7;
    }

    boolean isSlab(int index) {
        return (info[index] >>> SLAB_SHIFT & 1) != 0;
    }

    /** How far into its first page a large allocation begins. */
    int offset(int index) {
        return (info[index] >>> OFFSET_SHIFT) * OFFSET_UNIT;
    }

    /** How many slots a slab has. */
    int slots(int index) {
        return (int) (bytes(index) / SizeClasses.bytes(sizeClass(index)));
    }

    boolean isFull(int index) {
        return map[index] == FULL;
    }

    /** The first slot from {@code from} on that is free, or that is not; {@code slots} when there is none. */
    int nextSlot(int index, int from, int slots, boolean isFree) {
        int base = map[index];
        if (base == FULL) {
            return isFree ? slots : Math.min(from, slots);
        }
        int slot = from;
        while (slot < slots) {
            long word = isFree ? maps[base + (slot >>> 6)] : ~maps[base + (slot >>> 6)];
            long rest = word >>> (slot & 63);
            if (rest != 0) {
                return Math.min(slots, slot + Long.numberOfTrailingZeros(rest));
            }
            slot = (slot | 63) + 1;
        }
        return slots;
    }

    /** How many slots of a slab are free. */
    int free(int index) {
        if (isFull(index)) {
            return 0;
        }
        int free = 0;
        for (int i = 0; i < (slots(index) + 63) >>> 6; i++) {
            free += Long.bitCount(maps[map[index] + i]);
        }
        return free;
    }

    boolean isSame(Extents other) {
        return count == other.count
                && Arrays.equals(page, other.page)
                && Arrays.equals(pages, other.pages)
                && Arrays.equals(info, other.info)
                && Arrays.equals(map, other.map)
                && Arrays.equals(maps, other.maps);
    }

    /** Counts a violation in the arena of each extent that is another than in {@code before}. */
    void violateChanges(Extents before, String what) {
        int mine = 0;
        int others = 0;
        while (mine < count || others < before.count) {
            boolean takesMine = others == before.count || (mine < count && page[mine] <= before.page[others]);
            boolean takesOther = mine == count || (others < before.count && before.page[others] <= page[mine]);
            if (takesMine && takesOther && isSame(mine, before, others)) {
                mine++;
                others++;
                continue;
            }
            if (takesMine) {
                violate(arena(mine), what, address(mine));
            }
            if (takesOther && (!takesMine || before.arena(others) != arena(mine))) {
                violate(before.arena(others), what, before.address(others));
            }
            mine += takesMine ? 1 : 0;
            others += takesOther ? 1 : 0;
        }
    }

    private boolean isSame(int index, Extents other, int at) {
        if (pages[index] != other.pages[at] || info[index] != other.info[at] || isFull(index) != other.isFull(at)) {
            return false;
        }
        if (isFull(index)) {
            return true;
        }
        int length = (slots(index) + 63) >>> 6;
        return Arrays.equals(maps, map[index], map[index] + length, other.maps, other.map[at], other.map[at] + length);
    }
}
