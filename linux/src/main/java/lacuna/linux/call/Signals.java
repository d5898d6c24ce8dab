package lacuna.linux.call;

import java.util.List;

/** The signals that a call has to tell apart; the same on x86-64 and aarch64. */
final class Signals {
    static final int TRAP = 5;

    /** SIGURG and SIGWINCH: without a handler nothing happens, also to a process that is stopped. */
    static final List<Integer> IGNORED_BY_DEFAULT = List.of(23, 28);

    private static final int ILLEGAL_INSTRUCTION = 4;
    private static final int BUS = 7;
    private static final int ARITHMETIC = 8;
    private static final int SEGMENT = 11;
    private static final int BAD_SYSTEM_CALL = 31;
    private static final long FAULTS =
            bit(ILLEGAL_INSTRUCTION) | bit(TRAP) | bit(BUS) | bit(ARITHMETIC) | bit(SEGMENT) | bit(BAD_SYSTEM_CALL);

    /** Holds back all but faults: a fault that is held back makes the kernel forget the program's handler for it. */
    static final long ALL_BUT_FAULTS = ~FAULTS;

    private Signals() {}

    /** Whether the processor raises it when an instruction fails. */
    static boolean isFault(int signal) {
        return (FAULTS & bit(signal)) != 0;
    }

    static long bit(int signal) {
        return 1L << (signal - 1);
    }
}
