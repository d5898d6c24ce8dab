package lacuna.heap.jemalloc;

import lacuna.heap.block.MemoryWindow;

/**
 * All numbers of jemalloc's tables: the radix tree that leads from a page to its extent, and the extent's record. Read in
 * the sources of 5.2.1, 5.3.0 and 5.3.1 ({@code rtree.h}, {@code extent_structs.h}, {@code edata.h}, {@code base.h}) and
 * held against Debian's libraries of these versions. How many bits of an address are significant is fixed when jemalloc is
 * built, by the processor of the machine that builds it: 48 or 57.
 */
enum Layout {
    V52_48("5.2", 48, 2, 18, 8, 64, 16, 3, 18, 26),
    V53_48("5.3", 48, 2, 18, 8, 128, 17, 7, 20, 28),
    V52_57("5.2", 57, 3, 15, 16, 64, 16, 3, 18, 26),
    V53_57("5.3", 57, 3, 15, 16, 128, 17, 7, 20, 28);

    static final int PAGE_SHIFT = 12;
    static final long PAGE = 1L << PAGE_SHIFT;

    /** Of an extent's record. */
    static final int RECORD_BYTES = 128;

    static final int RECORD_ADDRESS = 8;
    static final int RECORD_SIZE = 16;
    static final int RECORD_BITMAP = 64;
    static final int BITMAP_WORDS = 8;
    static final int MOST_SLOTS = 64 * BITMAP_WORDS;

    /** The lowest number that is no arena (MALLOCX_ARENA_LIMIT). */
    static final int ARENAS = 4095;

    static final int ACTIVE = 0;
    static final int DIRTY = 1;
    static final int MUZZY = 2;
    static final int RETAINED = 3;
    /** 4 is in transition, 5 merging; 5.2 has neither. */
    static final int LAST_STATE = 5;

    /** Of a block of the allocator's own memory: its size, the next one, and a record of what is unused at its end. */
    static final long BLOCK_ALIGNMENT = 2L << 20;

    static final int BLOCK_NEXT = 8;
    static final int BLOCK_UNUSED = 16 + RECORD_ADDRESS;
    static final int BLOCK_UNUSED_BYTES = 16 + RECORD_SIZE;
    static final int BLOCK_HEADER = 16 + RECORD_BYTES;

    /** The root of three levels, the smallest there is. */
    static final int SMALLEST_ROOT = 256 << 10;

    private static final int ARENA_MASK = 0xfff;
    private static final int SLAB_SHIFT = 12;
    private static final int HUGE_SHIFT = 14;
    private static final int CLASS_MASK = 0xff;
    private static final int FREE_MASK = 0x3ff;
    private static final int NODE_ELEMENT = 8;

    private final String versions;
    private final int addressBits;
    private final int levels;
    private final int levelBits;
    private final int leafElement;
    private final int recordAlignment;
    private final int stateShift;
    private final int stateMask;
    private final int classShift;
    private final int freeShift;

    Layout(
            String versions,
            int addressBits,
            int levels,
            int levelBits,
            int leafElement,
            int recordAlignment,
            int stateShift,
            int stateMask,
            int classShift,
            int freeShift) {
        this.versions = versions;
        this.addressBits = addressBits;
        this.levels = levels;
        this.levelBits = levelBits;
        this.leafElement = leafElement;
        this.recordAlignment = recordAlignment;
        this.stateShift = stateShift;
        this.stateMask = stateMask;
        this.classShift = classShift;
        this.freeShift = freeShift;
    }

    String versions() {
        return versions;
    }

    int addressBits() {
        return addressBits;
    }

    /** Two levels lead from the root straight to leaves, three have nodes between. */
    int levels() {
        return levels;
    }

    /** The root and each node have so many pointers, each leaf so many elements. */
    int width() {
        return 1 << levelBits;
    }

    int levelBits() {
        return levelBits;
    }

    int nodeBytes() {
        return NODE_ELEMENT << levelBits;
    }

    int leafBytes() {
        return leafElement << levelBits;
    }

    int leafElement() {
        return leafElement;
    }

    /** What an index in the root counts, in bits of an address. */
    int rootShift() {
        return PAGE_SHIFT + (levels - 1) * levelBits;
    }

    /** What an index in a node counts, of three levels. */
    int nodeShift() {
        return PAGE_SHIFT + levelBits;
    }

    boolean isRecord(long address) {
        return Addresses.isPossible(address) && (address & (recordAlignment - 1)) == 0;
    }

    /** Whether leaves repeat the state of extents. */
    boolean leavesTellState() {
        return stateMask == 7;
    }

    /** The record's address in the leaf's element at {@code at}, which {@code leaf} covers; 0 for none. */
    long recordIn(MemoryWindow leaf, long at) {
        long word = leaf.word(at);
        // In a leaf of 48 bits the lowest bits are flags, the 16 highest a size class.
        return levels == 2 ? (word << 16 >> 16) & -recordAlignment : word;
    }

    /** Whether nothing was ever written to the element at {@code at}: what is taken out leaves a class that is none. */
    boolean isBlank(MemoryWindow leaf, long at) {
        return leaf.word(at) == 0 && (levels == 2 || leaf.word(at + 8) == 0);
    }

    /** The element's size class, slab flag and state, as {@link #shape} has them of a record. */
    int shapeIn(MemoryWindow leaf, long at) {
        if (levels == 2) {
            long word = leaf.word(at);
            int state = leavesTellState() ? (int) (word >>> 2) & 7 : 0;
            return (int) (word >>> 48) | (int) (word & 1) << 16 | state << 17;
        }
        int bits = leaf.half(at + 8);
        if (leavesTellState()) {
            return ((bits >>> 5) & 0xffff) | (bits & 1) << 16 | (bits >>> 2 & 7) << 17;
        }
        return (bits & 0xffff) | (leaf.u8(at + 12) & 1) << 16;
    }

    int shape(long bits) {
        int state = leavesTellState() ? state(bits) : 0;
        return sizeClass(bits) | (isSlab(bits) ? 1 << 16 : 0) | state << 17;
    }

    /** The state in a shape; 0 where leaves do not tell it. */
    static int stateOf(int shape) {
        return shape >>> 17;
    }

    int arena(long bits) {
        return (int) bits & ARENA_MASK;
    }

    /** Handed out, or cut into slots: an extent that is purged right now is active too, but of no class. */
    boolean isInUse(long bits) {
        return state(bits) == ACTIVE && SizeClasses.isClass(sizeClass(bits));
    }

    /** The flag stays as it was when a slab is freed. */
    boolean isSlab(long bits) {
        return (bits >>> SLAB_SHIFT & 1) != 0 && isInUse(bits);
    }

    /** Whether it comes from the allocator of huge pages, which 5.2 has not. */
    boolean isOfHugePages(long bits) {
        return leavesTellState() && (bits >>> HUGE_SHIFT & 1) != 0;
    }

    int state(long bits) {
        return (int) (bits >>> stateShift) & stateMask;
    }

    int sizeClass(long bits) {
        return (int) (bits >>> classShift) & CLASS_MASK;
    }

    int freeSlots(long bits) {
        return (int) (bits >>> freeShift) & FREE_MASK;
    }

    /** How many elements of {@code size} bytes behind that at {@code at} begin on the same page. */
    static int moreOnPage(long at, int size) {
        return (int) ((PAGE - 1 - (at & (PAGE - 1))) / size);
    }
}
