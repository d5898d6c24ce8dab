package lacuna.heap.map;

/** What a mapping is found to be; {@code note} says more of it in a few words, "" when there is no more to say. */
public record Name(MappingKind kind, Sureness sureness, String note) {

    static Name confirmed(MappingKind kind, String note) {
        return new Name(kind, Sureness.CONFIRMED, note);
    }

    static Name byShape(MappingKind kind, String note) {
        return new Name(kind, Sureness.BY_SHAPE, note);
    }
}
