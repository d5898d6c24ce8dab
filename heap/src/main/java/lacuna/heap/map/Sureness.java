package lacuna.heap.map;

/** What a name rests on. */
public enum Sureness {
    /** The kernel says so, or the memory that was read proves it. */
    CONFIRMED("confirmed"),
    /** Size, place, access and neighbours fit; nothing was read that proves it. */
    BY_SHAPE("by shape");

    private final String words;

    Sureness(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
