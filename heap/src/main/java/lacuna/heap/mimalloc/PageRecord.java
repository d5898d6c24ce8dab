package lacuna.heap.mimalloc;

import lacuna.heap.block.MemoryWindow;

/** The record of a run of slices, a page or free, as it was read last: one reused object, because there are as many as runs. */
final class PageRecord {
    private final Layout layout;
    private final Layout.Fields fields;
    private Segment segment;
    private MemoryWindow memory;
    private long record;
    private int index;
    private long slices;
    private long begin;
    private long start;
    private long blockSize;
    private int capacity;
    private int reserved;
    private long used;

    PageRecord(Layout layout) {
        this.layout = layout;
        this.fields = layout.fields();
    }

    /** Takes the record of slice {@code number} of {@code of}, whose header {@code window} covers. */
    void take(MemoryWindow window, Segment of, int number) {
        memory = window;
        segment = of;
        index = number;
        record = of.address() + layout.headerBytes(number);
        slices = window.half(record + Layout.SLICE_COUNT) & 0xffff_ffffL;
        begin = of.address() + (long) number * Layout.SLICE;
        boolean isStored = layout.start() == Layout.Start.STORED;
        blockSize = isStored
                ? window.word(record + fields.blockSize)
                : window.half(record + fields.blockSize) & 0xffff_ffffL;
        if (blockSize == 0) {
            return;
        }
        start = isStored
                ? window.word(record + Layout.Fields.START)
                : begin + layout.start().offset(blockSize);
        if (!isStored && blockSize >= Layout.NO_SIZE) {
            blockSize = end() - start;
        }
        capacity = window.u16(record + Layout.CAPACITY);
        reserved = window.u16(record + Layout.RESERVED);
        used = isStored ? window.u16(record + fields.used) : window.half(record + fields.used) & 0xffff_ffffL;
    }

    /** Whether it begins a run, and as the last slice of one that is in the same segment says. */
    boolean isRun() {
        if (slices < 1 || slices > segment.slices() - index || memory.half(record + Layout.SLICE_OFFSET) != 0) {
            return false;
        }
        if (slices == 1 || segment.isHuge()) {
            return true;
        }
        long last = record + (slices - 1) * layout.recordBytes();
        return memory.half(last + Layout.SLICE_COUNT) == 0
                && memory.half(last + Layout.SLICE_OFFSET) == (slices - 1) * layout.recordBytes();
    }

    boolean isFree() {
        return blockSize == 0;
    }

    /** Whether it keeps all rules that the record of a page can keep by itself. */
    boolean isSound() {
        long room = end() - start;
        return start >= begin
                && room > 0
                && blockSize > 0
                && blockSize <= room
                && (segment.isHuge() || isHandedOut(room))
                && reserved == ((room / blockSize) & 0xffff)
                && reserved > 0
                && capacity <= reserved
                && used <= capacity
                && isNoneOrBlock(free())
                && isNoneOrBlock(localFree())
                && isNoneOrBlock(threadFree());
    }

    /** Whether there are blocks of this size, and in pages of this length. */
    private boolean isHandedOut(long room) {
        long step = slices > Layout.MANY ? (long) Layout.MANY * Layout.SLICE : Layout.SLICE;
        return Layout.isBlockSize(blockSize) && (blockSize <= Layout.LARGEST_CLASS || room - blockSize < step);
    }

    private boolean isNoneOrBlock(long address) {
        return address == 0
                || (address >= start && address < start + capacity * blockSize && (address - start) % blockSize == 0);
    }

    /** How many slices it has. */
    int slices() {
        return (int) slices;
    }

    /** Where its first slice begins. */
    long begin() {
        return begin;
    }

    long end() {
        return begin + slices * Layout.SLICE;
    }

    /** Where its blocks begin. */
    long start() {
        return start;
    }

    long blockSize() {
        return blockSize;
    }

    /** How many blocks were ever handed out or are on its list. */
    int capacity() {
        return capacity;
    }

    /** How many blocks fit in. */
    int reserved() {
        return reserved;
    }

    /** Blocks that are handed out, with those that other threads freed. */
    int used() {
        return (int) used;
    }

    long free() {
        return memory.word(record + Layout.FREE);
    }

    /** What its own thread freed since it last looked. */
    long localFree() {
        return memory.word(record + fields.localFree);
    }

    /** What other threads freed. */
    long threadFree() {
        return memory.word(record + fields.threadFree) & Layout.LIST;
    }

    long heap() {
        return memory.word(record + fields.heap);
    }

    /** Which of its thread's heaps it is of, in CPython. */
    int tag() {
        return (memory.u8(record + Layout.FLAGS) >>> Layout.TAG_SHIFT) & (Layout.TAGS - 1);
    }
}
