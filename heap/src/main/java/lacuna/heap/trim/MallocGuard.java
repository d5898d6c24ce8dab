package lacuna.heap.trim;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import lacuna.linux.call.CallGuard;
import lacuna.linux.call.StoppedThread;
import lacuna.linux.proc.Mapping;

/**
 * Lets malloc_trim be called only by a thread that is not itself inside malloc: it would find lists half changed, or
 * wait for a lock of its own. The lock says nothing of that: a program with one thread never takes it. What says it is
 * the thread's place and the return addresses on its stack, also on the stack that a signal handler was started from.
 *
 * <p>A thread that waits in a system call which malloc never makes is outside, whatever lies on its stack: frames that are
 * larger than what they hold keep old return addresses, and a thread at rest would keep them for ever.
 *
 * <p>It must also run on the stack that it was made with: what a coroutine or a signal handler runs on may be small, and
 * the call would write into its neighbour.
 *
 * <p>What other threads do is no matter, for malloc_trim takes their locks as every function of malloc does.
 */
final class MallocGuard implements CallGuard {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final long DEEPEST_STACK = 64 << 20;
    private static final int MOST_STACKS = 8;
    // Ours and malloc_trim's frames together take less than half of it.
    private static final long ROOM = 32 << 10;

    private final int pid;
    private final MallocCode code;
    private final List<Mapping> mappings;
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, Long.BYTES);
    private final Deque<Long> stacksToJudge = new ArrayDeque<>();
    private boolean waitsOutside;

    /** A guard for one attempt, with the mappings as they are now. */
    MallocGuard(int pid, MallocCode code, List<Mapping> mappings) {
        this.pid = pid;
        this.code = code;
        this.mappings = mappings;
    }

    @Override
    public boolean permits(StoppedThread thread) {
        return hasRoom(thread) && isOutside(thread);
    }

    private boolean hasRoom(StoppedThread thread) {
        return mappings.stream()
                .filter(mapping -> mapping.contains(thread.sp()))
                .anyMatch(stack -> thread.tid() == pid ? isFirstThreads(stack) : isOfItsOwn(stack, thread));
    }

    /** It grows as it is used. */
    private static boolean isFirstThreads(Mapping stack) {
        return stack.path().equals("[stack]");
    }

    /** The data of a thread other than the first lie at the upper end of its stack. */
    private static boolean isOfItsOwn(Mapping stack, StoppedThread thread) {
        return stack.contains(thread.threadPointer()) && thread.sp() - stack.start() >= ROOM;
    }

    private boolean isOutside(StoppedThread thread) {
        waitsOutside = IdleCall.isOf(thread);
        stacksToJudge.add(thread.sp());
        for (int judged = 0; judged < MOST_STACKS; judged++) {
            if (stacksToJudge.isEmpty()) {
                return !code.contains(thread.pc());
            }
            if (!isOutside(thread, stacksToJudge.remove())) {
                return false;
            }
        }
        return false;
    }

    /** A trim that waits for an arena's lock has finished the arenas before it, and has not begun this one. */
    @Override
    public boolean mayBreakOff(StoppedThread thread) {
        return thread.waitsForLock();
    }

    /** Below the stack pointer, and in words that no call led to, old addresses of malloc lie about everywhere. */
    private boolean isOutside(StoppedThread thread, long sp) {
        Optional<Mapping> stack =
                mappings.stream().filter(mapping -> mapping.contains(sp)).findFirst();
        if (stack.isEmpty()) {
            return false;
        }
        long end = end(stack.get(), sp, thread.threadPointer());
        if (end - sp > DEEPEST_STACK) {
            return false;
        }
        long from = sp & -Long.BYTES;
        while (from < end) {
            int length = (int) Math.min(BUFFER_BYTES, end - from);
            if (thread.read(from, buffer, length) != length) {
                return false;
            }
            for (int i = 0; i < length; i += Long.BYTES) {
                long word = buffer.get(JAVA_LONG, i);
                if (!waitsOutside && code.isReturnAddress(word)) {
                    return false;
                }
                if (word == code.trim().wayBack().signalReturn()) {
                    // What the signal interrupted was not waiting: its part of the stack is judged by its addresses.
                    waitsOutside = false;
                    if (!wasOutside(thread, from + i, end)) {
                        return false;
                    }
                }
            }
            from += length;
        }
        return true;
    }

    /** A thread's own data lie at the upper end of its stack, and other memory may follow in the same mapping. */
    private static long end(Mapping stack, long sp, long threadPointer) {
        boolean isAbove = stack.contains(threadPointer) && Long.compareUnsigned(threadPointer, sp) > 0;
        return isAbove ? threadPointer & -Long.BYTES : stack.end();
    }

    /** Whether the thread, which handles a signal, was outside when that came; the stack of then is judged later. */
    private boolean wasOutside(StoppedThread thread, long frame, long end) {
        Optional<StoppedThread.Place> place = thread.beforeSignal(frame);
        if (place.isEmpty() || code.contains(place.get().pc())) {
            return false;
        }
        long sp = place.get().sp();
        boolean isAheadHere = Long.compareUnsigned(sp, frame) > 0 && Long.compareUnsigned(sp, end) < 0;
        if (!isAheadHere) {
            stacksToJudge.add(sp);
        }
        return true;
    }
}
