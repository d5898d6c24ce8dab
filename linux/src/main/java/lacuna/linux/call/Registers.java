package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The general registers of a thread of x86-64, in the kernel's order (struct user_regs_struct). */
final class Registers {
    /** Their number among the register sets (NT_PRSTATUS). */
    static final int SET = 1;

    static final int R15 = 0;
    static final int R14 = 8;
    static final int R13 = 16;
    static final int R12 = 24;
    static final int BP = 32;
    static final int BX = 40;
    static final int R11 = 48;
    static final int R10 = 56;
    static final int R9 = 64;
    static final int R8 = 72;
    static final int AX = 80;
    static final int CX = 88;
    static final int DX = 96;
    static final int SI = 104;
    static final int DI = 112;
    /** The number of the system call that the thread is in; -1 in none. */
    static final int SYSTEM_CALL = 120;

    static final int IP = 128;
    static final int CS = 136;
    static final int FLAGS = 144;
    static final int SP = 152;
    static final int SS = 160;
    /** The base of FS. */
    static final int THREAD_POINTER = 168;

    private static final int BYTES = 216;
    private static final long CODE_OF_64_BITS = 0x33;
    // The two flags that a function may rely on being clear: backwards string moves, and single steps.
    private static final long DIRECTION_AND_TRAP = 0x400 | 0x100;

    private final MemorySegment bytes;

    Registers(Arena arena) {
        bytes = arena.allocate(BYTES, Long.BYTES);
    }

    MemorySegment bytes() {
        return bytes;
    }

    long get(int register) {
        return bytes.get(JAVA_LONG, register);
    }

    void set(int register, long value) {
        bytes.set(JAVA_LONG, register, value);
    }

    boolean areOf64Bits() {
        return get(CS) == CODE_OF_64_BITS;
    }

    /** Makes these the registers with which a thread that has those {@code before} enters {@code function}. */
    void enter(Registers before, long function, long argument, long stack) {
        bytes.copyFrom(before.bytes);
        set(IP, function);
        set(SP, stack);
        set(DI, argument);
        set(AX, 0);
        set(FLAGS, get(FLAGS) & ~DIRECTION_AND_TRAP);
        // Or the kernel would take the call for the system call that was interrupted, and start that again.
        set(SYSTEM_CALL, -1);
    }
}
