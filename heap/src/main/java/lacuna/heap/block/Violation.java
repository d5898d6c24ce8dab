package lacuna.heap.block;

/** A rule of the allocator that the memory does not keep, how often, and where first: torn reading, damage, or a gap of ours. */
public record Violation(String what, long count, long firstAt) {}
