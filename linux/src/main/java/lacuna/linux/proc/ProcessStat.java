package lacuna.linux.proc;

import lacuna.linux.text.Ascii;

/**
 * /proc/PID/stat, or a thread's. Times are clock ticks ({@link BootClock#ticksPerSecond()}), {@code rssPages} is what
 * the kernel counts approximately: several per mille off on machines with many processors.
 */
public record ProcessStat(
        int pid,
        String comm,
        char state,
        int parent,
        int processGroup,
        int session,
        long flags,
        long minorFaults,
        long majorFaults,
        long userTicks,
        long systemTicks,
        int threads,
        long startTicks,
        long virtualBytes,
        long rssPages) {

    private static final long PF_KTHREAD = 0x0020_0000;

    public ProcessKey key() {
        return new ProcessKey(pid, startTicks);
    }

    public boolean isKernelThread() {
        return (flags & PF_KTHREAD) != 0;
    }

    /** Dead, and not yet waited for by its parent: it has no memory any more. */
    public boolean isZombie() {
        return state == 'Z' || state == 'X';
    }

    /** The name in parentheses is any bytes, ") S 1 (" included: it ends at the last parenthesis. */
    static ProcessStat parse(Ascii text) {
        text.expectWholeLines();
        int pid = text.smallDecimal();
        text.expect(" (");
        int nameFrom = text.position();
        int nameTo = text.findLast(')');
        if (nameTo < 0) {
            text.fail("no ')' after the name");
        }
        String comm = text.failed() ? "" : text.string(nameFrom, nameTo);
        text.moveTo(nameTo);
        text.expect(") ");
        char state = (char) Math.max(0, text.peek());
        if (!text.failed() && (state < 'A' || state > 'z')) {
            text.fail("no letter for the state");
        }
        text.skipWord();
        int parent = (int) field(text);
        int processGroup = (int) field(text);
        int session = (int) field(text);
        skip(text, 2);
        long flags = field(text);
        long minorFaults = field(text);
        skip(text, 1);
        long majorFaults = field(text);
        skip(text, 1);
        long userTicks = field(text);
        long systemTicks = field(text);
        skip(text, 4);
        int threads = (int) field(text);
        skip(text, 1);
        long startTicks = field(text);
        long virtualBytes = field(text);
        long rssPages = field(text);
        return new ProcessStat(
                pid,
                comm,
                state,
                parent,
                processGroup,
                session,
                flags,
                minorFaults,
                majorFaults,
                userTicks,
                systemTicks,
                threads,
                startTicks,
                virtualBytes,
                rssPages);
    }

    private static long field(Ascii text) {
        text.skipSpaces();
        return text.signedDecimal();
    }

    private static void skip(Ascii text, int fields) {
        for (int i = 0; i < fields; i++) {
            text.skipSpaces();
            text.skipWord();
        }
    }
}
