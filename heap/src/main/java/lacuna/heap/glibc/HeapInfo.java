package lacuna.heap.glibc;

import lacuna.heap.block.MemoryWindow;

/** struct heap_info, at the beginning of every heap of a thread arena. It grew from 32 to 48 bytes in 2.35. */
record HeapInfo(long address, long arena, long previous, long size, long writable) {
    static final int SMALL = 32;
    static final int LARGE = 48;

    private static final int ARENA = 0;
    private static final int PREVIOUS = 8;
    private static final int SIZE = 16;
    private static final int WRITABLE = 24;
    private static final long PAGE = 4096;

    /** What heaps are aligned to: 64 MiB, four huge pages of 2 MiB or 1 GiB (2.35 to 2.41), and what vendors compile. */
    static final long[] ALIGNMENTS = {64L << 20, 8L << 20, 4L << 30, 1L << 20, 128L << 20, 32L << 20, 16L << 20};

    /** What stands at {@code address}, plausible or not. The window must cover it. */
    static HeapInfo at(MemoryWindow memory, long address) {
        return new HeapInfo(
                address,
                memory.word(address + ARENA),
                memory.word(address + PREVIOUS),
                memory.word(address + SIZE),
                memory.word(address + WRITABLE));
    }

    boolean isOf(long wantedArena, long most) {
        return arena == wantedArena
                && size > 0
                && size <= writable
                && writable <= most
                && size % PAGE == 0
                && writable % PAGE == 0;
    }

    /** Whether it is one of heaps that are aligned to {@code alignment}: an arena's first heap holds the arena itself. */
    boolean isHeap(long alignment) {
        long inItsHeap = arena & (alignment - 1);
        boolean isFirst = arena - inItsHeap == address;
        return (inItsHeap == SMALL || inItsHeap == LARGE)
                && isOf(arena, alignment)
                && previous % alignment == 0
                && (previous == 0) == isFirst;
    }

    long end() {
        return address + size;
    }
}
