package lacuna.heap.ledger;

/** The stops that an examination needed: how many, and how long. */
public record Pauses(int count, long longestMicros, long totalMicros) {
    public static final Pauses NONE = new Pauses(0, 0, 0);

    Pauses plus(long micros) {
        return new Pauses(count + 1, Math.max(longestMicros, micros), totalMicros + micros);
    }
}
