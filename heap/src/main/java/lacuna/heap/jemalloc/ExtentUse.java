package lacuna.heap.jemalloc;

/** What an extent serves at the moment. */
enum ExtentUse {
    SLAB("slabs"),
    LARGE("large"),
    DIRTY("dirty"),
    MUZZY("muzzy"),
    RETAINED("retained"),
    /** Taken out of one state to be put in another: purged, split or merged right now. */
    IN_TRANSIT("in transit");

    private final String words;

    ExtentUse(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    static ExtentUse of(Extents extents, int index) {
        return switch (extents.state(index)) {
            case Layout.ACTIVE -> {
                if (extents.isSlab(index)) {
                    yield SLAB;
                }
                yield SizeClasses.isClass(extents.sizeClass(index)) ? LARGE : IN_TRANSIT;
            }
            case Layout.DIRTY -> DIRTY;
            case Layout.MUZZY -> MUZZY;
            case Layout.RETAINED -> RETAINED;
            default -> IN_TRANSIT;
        };
    }
}
