package lacuna.doctor.evidence;

/** The allocators that rules and remedies know, by the names that they have in an examination. */
public final class Heaps {
    public static final String GLIBC = "glibc";
    public static final String JEMALLOC = "jemalloc";
    public static final String MUSL = "musl";
    public static final String PHP = "Zend MM";
    public static final String PYTHON = "CPython";
    public static final String MIMALLOC = "mimalloc";
    /** The mimalloc within a CPython that has no global lock. */
    public static final String PYTHON_MIMALLOC = "CPython mimalloc";

    public static final String JAVA = "HotSpot";

    private Heaps() {}
}
