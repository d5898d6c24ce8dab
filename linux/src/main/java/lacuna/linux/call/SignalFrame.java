package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/**
 * What the kernel puts on a thread's stack before it runs a signal handler: all that the thread was, to be put back by
 * the system call that the handler's return leads to. It begins with the word that a handler returns by.
 */
final class SignalFrame {
    // struct rt_sigframe of x86-64: the return address, struct ucontext, siginfo_t.
    private static final int FLAGS = 8;
    private static final int STACK_FLAGS = FLAGS + 24;
    private static final int REGISTERS = FLAGS + 40;
    private static final int CS = REGISTERS + 144;
    private static final int SS = CS + 6;
    private static final int STATE_POINTER = REGISTERS + 184;
    private static final int MASK = REGISTERS + 256;
    private static final int SIGINFO_BYTES = 128;
    static final int BYTES = MASK + 8 + SIGINFO_BYTES;

    private static final int[] ORDER = {
        Registers.R8, Registers.R9, Registers.R10, Registers.R11, Registers.R12, Registers.R13, Registers.R14,
        Registers.R15, Registers.DI, Registers.SI, Registers.BP, Registers.BX, Registers.DX, Registers.AX,
        Registers.CX, Registers.SP, Registers.IP, Registers.FLAGS
    };
    /** Where, from the frame's start, the stack pointer of what was interrupted stands. */
    static final int SAVED_SP = REGISTERS + 15 * Long.BYTES;
    /** Where the address of its next instruction stands. */
    static final int SAVED_IP = REGISTERS + 16 * Long.BYTES;

    // UC_FP_XSTATE, UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS.
    private static final long ALL_IS_HERE = 7;
    // No such flags exist, so the kernel leaves the thread's alternate stack, which nobody else can ask for, alone.
    private static final int LEAVE_ALTERNATE_STACK = 0x7fff;

    // The extended state carries, in its reserved bytes, what the kernel wants to see before it believes it.
    private static final int LEGACY_BYTES = 512;
    private static final int STATE_MAGIC = 464;
    private static final int STATE_TOTAL = STATE_MAGIC + 4;
    private static final int STATE_SIZE = STATE_MAGIC + 16;
    private static final int MAGIC = 0x46505853;
    private static final int END_MAGIC = 0x46505845;

    // What the kernel left in AX of a system call that it means to start again.
    private static final int RESTART = -512;
    private static final int RESTART_NOT_INTERRUPTED = -513;
    private static final int RESTART_WITHOUT_HANDLER = -514;
    private static final int RESTART_BLOCK = -516;
    private static final int CALL_INSTRUCTION_BYTES = 2;

    private SignalFrame() {}

    /**
     * Puts into {@code bytes} the frame of a thread with these registers and signal mask, whose extended state will be at
     * {@code stateAt}.
     */
    static void put(MemorySegment bytes, Registers registers, long stateAt, long mask, long signalReturn) {
        bytes.set(JAVA_LONG, 0, signalReturn);
        bytes.set(JAVA_LONG, FLAGS, ALL_IS_HERE);
        bytes.set(JAVA_INT, STACK_FLAGS, LEAVE_ALTERNATE_STACK);
        for (int i = 0; i < ORDER.length; i++) {
            bytes.set(JAVA_LONG, REGISTERS + (long) i * Long.BYTES, registers.get(ORDER[i]));
        }
        startSystemCallAgain(bytes, registers);
        bytes.set(JAVA_SHORT, CS, (short) registers.get(Registers.CS));
        bytes.set(JAVA_SHORT, SS, (short) registers.get(Registers.SS));
        bytes.set(JAVA_LONG, STATE_POINTER, stateAt);
        bytes.set(JAVA_LONG, MASK, mask);
    }

    /** How much room {@link #putState} needs, in whole words. */
    static long stateBytes(MemorySegment state) {
        return (state.byteSize() + Integer.BYTES + Long.BYTES - 1) & -(long) Long.BYTES;
    }

    /**
     * The kernel does this itself only where it resumes the thread from the very stop in which it interrupted it. Calls
     * that know how much of their time is left (poll, nanosleep) cannot be started again from here.
     */
    private static void startSystemCallAgain(MemorySegment bytes, Registers registers) {
        if (registers.get(Registers.SYSTEM_CALL) < 0) {
            return;
        }
        int ax = REGISTERS + 13 * Long.BYTES;
        switch ((int) registers.get(Registers.AX)) {
            case RESTART, RESTART_NOT_INTERRUPTED, RESTART_WITHOUT_HANDLER -> {
                bytes.set(JAVA_LONG, ax, registers.get(Registers.SYSTEM_CALL));
                bytes.set(JAVA_LONG, SAVED_IP, registers.get(Registers.IP) - CALL_INSTRUCTION_BYTES);
            }
            case RESTART_BLOCK -> bytes.set(JAVA_LONG, ax, -Errno.EINTR);
            default -> {}
        }
    }

    /** Puts the extended state as ptrace tells it into the form that the kernel believes in a frame. */
    static void putState(MemorySegment to, MemorySegment state) {
        int size = (int) state.byteSize();
        MemorySegment.copy(state, 0, to, 0, size);
        if (size <= LEGACY_BYTES) {
            // Whoever has no more than this is not asked for a magic number.
            return;
        }
        // ptrace leaves the enabled features at the place of the magic number.
        long features = state.get(JAVA_LONG, STATE_MAGIC);
        to.set(JAVA_INT, STATE_MAGIC, MAGIC);
        to.set(JAVA_INT, STATE_TOTAL, size + Integer.BYTES);
        to.set(JAVA_LONG, STATE_MAGIC + Long.BYTES, features);
        to.set(JAVA_INT, STATE_SIZE, size);
        to.set(JAVA_INT, size, END_MAGIC);
    }
}
