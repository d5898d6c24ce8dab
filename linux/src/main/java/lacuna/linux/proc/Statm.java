package lacuna.linux.proc;

import lacuna.linux.text.Ascii;

/** /proc/PID/statm in bytes: the cheapest look at a process's memory. Shared counts file and shmem pages. */
public record Statm(long virtualBytes, long residentBytes, long sharedBytes, long codeBytes, long dataBytes) {

    /** What is resident and neither of a file nor shared memory. The kernel's two figures may cross for a moment. */
    public long anonymousBytes() {
        return Math.max(0, residentBytes - sharedBytes);
    }

    static Statm parse(Ascii text, long pageSize) {
        text.expectWholeLines();
        long size = pages(text, pageSize);
        long resident = pages(text, pageSize);
        long shared = pages(text, pageSize);
        long code = pages(text, pageSize);
        pages(text, pageSize);
        long data = pages(text, pageSize);
        return new Statm(size, resident, shared, code, data);
    }

    private static long pages(Ascii text, long pageSize) {
        text.skipSpaces();
        long pages = text.decimal();
        if (pages > Long.MAX_VALUE / pageSize) {
            text.fail("number too large");
            return 0;
        }
        return pages * pageSize;
    }
}
