package lacuna.heap.elf;

/** One program header: which bytes of the file lie where in memory. All numbers are the file's own, unchecked. */
public record Segment(int type, int flags, long offset, long address, long fileSize, long memorySize, long alignment) {
    public static final int LOAD = 1;
    public static final int DYNAMIC = 2;
    public static final int NOTE = 4;

    public static final int EXECUTE = 1;
    public static final int WRITE = 2;
    public static final int READ = 4;
}
