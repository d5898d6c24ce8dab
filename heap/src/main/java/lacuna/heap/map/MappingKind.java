package lacuna.heap.map;

/** What a mapping is, in the words that the user knows it by. */
public enum MappingKind {
    MAIN_HEAP("main heap", MappingGroup.MALLOC),
    ARENA_HEAP("thread-arena heap", MappingGroup.MALLOC),
    LARGE_MALLOC("large malloc allocation", MappingGroup.MALLOC),
    MIMALLOC("mimalloc segment", MappingGroup.MALLOC),
    TCMALLOC("tcmalloc page heap", MappingGroup.MALLOC),
    ZEND_CHUNK("Zend MM chunk", MappingGroup.PHP),
    OPCACHE("OPcache segment", MappingGroup.PHP),
    JVM_HEAP("JVM heap", MappingGroup.JVM),
    JVM_METASPACE("JVM metaspace", MappingGroup.JVM),
    JVM_CODE_CACHE("JVM code cache", MappingGroup.JVM),
    JVM_CDS("JVM CDS archive", MappingGroup.JVM),
    GO_HEAP("Go heap", MappingGroup.GO),
    RUBY_HEAP("Ruby heap", MappingGroup.RUBY),
    V8_HEAP("V8 heap", MappingGroup.V8),
    MAIN_STACK("main stack", MappingGroup.STACKS),
    THREAD_STACK("thread stack", MappingGroup.STACKS),
    STACK_GUARD("stack guard", MappingGroup.STACKS),
    EXECUTABLE_TEXT("executable text", MappingGroup.CODE),
    EXECUTABLE_DATA("executable data", MappingGroup.CODE),
    LIBRARY_TEXT("library text", MappingGroup.CODE),
    LIBRARY_DATA("library data", MappingGroup.CODE),
    FILE("file mapping", MappingGroup.FILES),
    SHARED_MEMORY("shared memory", MappingGroup.SHARED),
    DEVICE("device", MappingGroup.KERNEL),
    KERNEL("vdso, vvar, vsyscall", MappingGroup.KERNEL),
    ARENA_RESERVE("arena reserve", MappingGroup.RESERVED),
    RESERVED("reserved (no access)", MappingGroup.RESERVED),
    ANONYMOUS("anonymous", MappingGroup.UNNAMED);

    private final String words;
    private final MappingGroup group;

    MappingKind(String words, MappingGroup group) {
        this.words = words;
        this.group = group;
    }

    public String words() {
        return words;
    }

    public MappingGroup group() {
        return group;
    }
}
