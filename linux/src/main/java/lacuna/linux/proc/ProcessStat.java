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
        char state = text.letter();
        int parent = small(text);
        int processGroup = small(text);
        int session = small(text);
        skip(text, 2);
        long flags = number(text);
        long minorFaults = number(text);
        skip(text, 1);
        long majorFaults = number(text);
        skip(text, 1);
        long userTicks = number(text);
        long systemTicks = number(text);
        skip(text, 4);
        int threads = small(text);
        skip(text, 1);
        long startTicks = number(text);
        long virtualBytes = number(text);
        long rssPages = number(text);
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

    private static int small(Ascii text) {
        text.expect(' ');
        return text.signedSmallDecimal();
    }

    private static long number(Ascii text) {
        text.expect(' ');
        return text.decimal();
    }

    private static void skip(Ascii text, int fields) {
        for (int i = 0; i < fields; i++) {
            text.expect(' ');
            text.skipWord();
        }
    }
}
