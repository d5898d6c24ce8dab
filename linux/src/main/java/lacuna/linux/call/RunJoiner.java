package lacuna.linux.call;

/** Joins runs that a window's edge cut, so that a sink sees the same runs whatever the windows were. */
final class RunJoiner {
    private final ResidencySink sink;
    private long address;
    private long pages;
    private int flags;

    RunJoiner(ResidencySink sink) {
        this.sink = sink;
    }

    void add(long runAddress, long runPages, int runFlags) {
        if (runFlags == flags && runAddress == address + (pages << PageSize.SHIFT)) {
            pages += runPages;
            return;
        }
        flush();
        address = runAddress;
        pages = runPages;
        flags = runFlags;
    }

    void flush() {
        if (pages > 0) {
            sink.run(address, pages, flags);
            pages = 0;
        }
    }
}
