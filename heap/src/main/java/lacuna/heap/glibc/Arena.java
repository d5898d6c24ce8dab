package lacuna.heap.glibc;

import java.util.Optional;
import java.util.OptionalLong;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;

/** A struct malloc_state as it was read: its bounds, and the sums over the links of its bins. */
record Arena(
        ArenaLayout layout,
        long address,
        int flags,
        long top,
        long next,
        OptionalLong attachedThreads,
        long systemMemory,
        long maxSystemMemory,
        LongList fastBins,
        LinkSums bins) {

    static Optional<Arena> at(MemoryWindow memory, long address, ArenaLayout layout) {
        if (!Addresses.isPossible(address) || !memory.covers(address, layout.size())) {
            return Optional.empty();
        }
        LongList fast = new LongList();
        for (int i = 0; layout.hasFastBins() && i < ArenaLayout.FAST_BINS; i++) {
            fast.add(memory.word(address + layout.fastBins() + 8L * i));
        }
        LinkSums bins = new LinkSums();
        for (int number = 1; number <= ArenaLayout.BINS; number++) {
            long bin = layout.bin(address, number);
            bins.add(bin, memory.word(bin + ChunkHeader.FORWARD), memory.word(bin + ChunkHeader.BACKWARD));
        }
        return Optional.of(new Arena(
                layout,
                address,
                memory.half(address + ArenaLayout.FLAGS),
                memory.word(address + layout.top()),
                memory.word(address + layout.next()),
                layout.attachedThreads() < 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(memory.word(address + layout.attachedThreads())),
                memory.word(address + layout.systemMemory()),
                memory.word(address + layout.maxSystemMemory()),
                fast,
                bins));
    }

    /** Never allocated from: it points at itself, or, before its first use up to 2.41, nowhere. */
    boolean isIdle() {
        return systemMemory == 0 && (top == 0 || top == layout.bin(address, 1));
    }

    boolean isNoncontiguous() {
        return (flags & ArenaLayout.NONCONTIGUOUS) != 0;
    }

    boolean isPlausible() {
        return systemMemory >= 0
                && maxSystemMemory >= systemMemory
                && maxSystemMemory < 1L << 56
                && (isIdle() || Addresses.isPossible(top))
                && Addresses.isPossible(next);
    }
}
