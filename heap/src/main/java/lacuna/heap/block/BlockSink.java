package lacuna.heap.block;

/** Takes the blocks of one region, as primitives. Within one piece of memory they come in ascending order, side by side. */
@FunctionalInterface
public interface BlockSink {
    BlockSink NONE = (_, _, _) -> {};

    /** {@code size} bytes from {@code address} on, headers included. */
    void block(long address, long size, BlockState state);
}
