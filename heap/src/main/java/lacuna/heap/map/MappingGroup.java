package lacuna.heap.map;

/** The bigger heading that a mapping is counted under. */
public enum MappingGroup {
    MALLOC("malloc"),
    PHP("PHP"),
    JVM("JVM"),
    GO("Go"),
    RUBY("Ruby"),
    V8("V8"),
    STACKS("stacks"),
    CODE("program and libraries"),
    FILES("files"),
    SHARED("shared memory"),
    KERNEL("kernel and devices"),
    RESERVED("reserved address space"),
    UNNAMED("unnamed");

    private final String words;

    MappingGroup(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
