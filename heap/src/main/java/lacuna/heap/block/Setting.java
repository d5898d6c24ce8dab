package lacuna.heap.block;

/** A threshold in force, by the allocator's own name for it. */
public record Setting(String name, long value) {}
