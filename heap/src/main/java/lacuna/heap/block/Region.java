package lacuna.heap.block;

import java.util.OptionalLong;

/**
 * A part of an allocator with its own locks and lists: of glibc an arena, or all mapped chunks together.
 *
 * @param index its place in {@link RecognisedHeap#regions()}
 * @param address what the allocator itself knows it by; 0 for none
 * @param heaps how many separate pieces of memory it has
 * @param threads how many threads allocate from it, where the allocator counts them
 * @param system the bytes that the allocator says it holds
 */
public record Region(int index, Kind kind, long address, int heaps, OptionalLong threads, long system) {
    /** What it serves. */
    public enum Kind {
        MAIN,
        THREAD,
        MAPPED
    }

    public String name() {
        return switch (kind) {
            case MAIN -> "main arena";
            case THREAD -> "arena 0x" + Long.toHexString(address);
            case MAPPED -> "mapped chunks";
        };
    }
}
