package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/** A thread that stands still, for a {@link CallGuard} to judge. Valid only while it is being judged. */
public final class StoppedThread {
    private static final long FUTEX = 202;
    private static final long OPERATION = 0x7f;
    private static final long WAIT = 0;

    private final int tid;
    private final Registers registers;
    private final ProcessMemory memory;

    /** An instruction and a stack pointer. */
    public record Place(long pc, long sp) {}

    StoppedThread(int tid, Registers registers, ProcessMemory memory) {
        this.tid = tid;
        this.registers = registers;
        this.memory = memory;
    }

    public int tid() {
        return tid;
    }

    /** The address of the instruction that comes next. */
    public long pc() {
        return registers.get(Registers.IP);
    }

    /** The stack pointer; what is in use lies at it and above, and in the 128 bytes below it. */
    public long sp() {
        return registers.get(Registers.SP);
    }

    /** Where the thread's own data are: with glibc at the upper end of its stack, of all but the first thread. */
    public long threadPointer() {
        return registers.get(Registers.THREAD_POINTER);
    }

    /** What was interrupted by a signal whose frame begins at {@code frame}; empty when that cannot be read. */
    public Optional<Place> beforeSignal(long frame) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(SignalFrame.SAVED_IP + Long.BYTES, Long.BYTES);
            return memory.read(frame, words, words.byteSize()) == words.byteSize()
                    ? Optional.of(new Place(
                            words.get(JAVA_LONG, SignalFrame.SAVED_IP), words.get(JAVA_LONG, SignalFrame.SAVED_SP)))
                    : Optional.empty();
        }
    }

    /** Reads the thread's memory: how many bytes, or -errno. */
    public long read(long address, MemorySegment into, long length) {
        return memory.read(address, into, length);
    }

    /** The number of the system call that it was interrupted in; empty when it was in none. */
    public OptionalLong systemCall() {
        long number = registers.get(Registers.SYSTEM_CALL);
        return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** Whether it waits for a lock that somebody holds, in the kernel, and so has not got it. */
    public boolean waitsForLock() {
        return registers.get(Registers.SYSTEM_CALL) == FUTEX && (registers.get(Registers.SI) & OPERATION) == WAIT;
    }
}
