package lacuna.heap.block;

/** A figure of an allocator, by the allocator's own name for it: a threshold in force, a count, a limit. */
public record Figure(String name, long value, Unit unit) {
    public static Figure bytes(String name, long value) {
        return new Figure(name, value, Unit.BYTES);
    }

    public static Figure count(String name, long value) {
        return new Figure(name, value, Unit.COUNT);
    }
}
