package lacuna.doctor.verdict;

import lacuna.heap.block.Unit;

/** A measured figure that a verdict rests on. */
public record Fact(String name, long value, Unit unit) {
    public static Fact bytes(String name, long value) {
        return new Fact(name, value, Unit.BYTES);
    }

    public static Fact count(String name, long value) {
        return new Fact(name, value, Unit.COUNT);
    }
}
