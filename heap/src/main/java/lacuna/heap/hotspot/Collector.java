package lacuna.heap.hotspot;

/** The collectors whose heap can be told: from their own data, which only the one in use has set. */
enum Collector {
    G1("G1"),
    PARALLEL("Parallel"),
    SERIAL("Serial"),
    /** Only its counters are read: where its objects lie is not. */
    Z("Z");

    private final String words;

    Collector(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
