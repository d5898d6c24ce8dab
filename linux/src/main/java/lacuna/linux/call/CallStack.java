package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What lies on a thread's stack when it enters a function that it did not call, so that it comes back by itself. The
 * function returns to the end of another, which puts the result into a slot; that returns to a few ends of functions
 * that load registers and call the kernel to send the thread a signal; and that returns to where signal handlers return
 * to, on a {@link SignalFrame} by which the kernel puts back all that the thread was.
 *
 * <p>Whoever traces the thread sees the signal, also one of a kind that is ignored otherwise: that is the return. Nobody
 * else sees anything. So it needs no breakpoint, and whether Lacuna lives makes no difference to the thread. (That the
 * frame alone would do, with a stop at its end, is true; but it makes an interrupted sleep end.)
 */
final class CallStack {
    /** In the slot until the function has returned; no address, and no result of a function that is called so. */
    static final long NOT_RETURNED = 0x5ac0_de00_7e57_ed0fL;

    private static final long TKILL = 200;
    private static final int STATE_ALIGNMENT = 64;
    private static final int STACK_ALIGNMENT = 16;
    // The 128 bytes under the stack pointer are the interrupted function's to use.
    private static final int RED_ZONE = 128;

    private final MemorySegment bytes;
    private final long entry;
    private final long slot;
    private final long home;

    private CallStack(MemorySegment bytes, long entry, long slot, long home) {
        this.bytes = bytes;
        this.entry = entry;
        this.slot = slot;
        this.home = home;
    }

    /** That of a thread which is interrupted with these registers, extended state and signal mask. */
    static CallStack of(
            Arena arena, Registers before, MemorySegment state, long mask, WayBack wayBack, SelfSignal told) {
        long stateBytes = SignalFrame.stateBytes(state);
        long stateAt = (before.get(Registers.SP) - RED_ZONE - stateBytes) & -(long) STATE_ALIGNMENT;
        long[] tell = {
            wayBack.loadFirst(),
            told.thread(),
            wayBack.loadSecond(),
            told.signal(),
            wayBack.loadNumber(),
            TKILL,
            wayBack.systemCall()
        };
        int leadIn = Long.BYTES + wayBack.store().skipped();
        int chain = leadIn + tell.length * Long.BYTES;
        // From below: what leads to the frame, the frame, the slot. A function expects the stack to be aligned before
        // its
        // caller pushed the return address.
        long slot = stateAt - Long.BYTES;
        long entry = ((slot - SignalFrame.BYTES - chain - Long.BYTES) & -(long) STACK_ALIGNMENT) - Long.BYTES;
        MemorySegment bytes = arena.allocate(stateAt - entry + stateBytes, Long.BYTES);
        bytes.set(JAVA_LONG, 0, wayBack.store().address());
        MemorySegment.copy(tell, 0, bytes, JAVA_LONG, leadIn, tell.length);
        SignalFrame.put(bytes.asSlice(chain), before, stateAt, mask, wayBack.signalReturn());
        bytes.set(JAVA_LONG, slot - entry, NOT_RETURNED);
        SignalFrame.putState(bytes.asSlice(stateAt - entry), state);
        return new CallStack(bytes, entry, slot, entry + chain);
    }

    /** Its lowest address, which is the stack pointer of a function that is entered on it. */
    long entry() {
        return entry;
    }

    MemorySegment bytes() {
        return bytes;
    }

    /** Where the function's result will be. */
    long slot() {
        return slot;
    }

    /** Makes {@code registers} those with which the thread that has those {@code before} enters a function. */
    void enter(Registers registers, Registers before, long function, long argument, WayBack wayBack) {
        registers.enter(before, function, argument, entry);
        registers.set(wayBack.store().base(), slot - wayBack.store().displacement());
    }

    /** Makes {@code registers} those with which the thread goes home at once, whatever it was doing. */
    void leave(Registers registers, Registers before, WayBack wayBack) {
        registers.enter(before, wayBack.signalReturn(), 0, home + Long.BYTES);
    }
}
