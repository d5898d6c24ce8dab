package lacuna.heap.glibc;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.image.MemoryImage;
import lacuna.heap.image.ProcessThread;

/** Where the threads of a process keep their thread-local variables. */
final class ThreadPointers {
    /** A thread, and the address behind its static thread-local variables (x86-64). */
    record ThreadPointer(int tid, long address) {}

    /** From struct pthread to the robust list's head, and to the thread's number: the same from 2.31 to 2.44. */
    private static final int ROBUST_LIST = 736;

    private static final int TID = 720;
    private static final int SELF = 16;

    /** The variables of libc lie near the thread pointer; those of other libraries can come in between. */
    static final int WORDS = 512;

    private static final int STEP = 256;

    private ThreadPointers() {}

    /** The words below {@code pointer}, the nearest first: as many of {@link #WORDS} as can be read. */
    static long[] wordsBelow(MemoryWindow memory, long pointer) {
        int reach = 8 * WORDS;
        while (reach > 0 && !memory.covers(pointer - reach, reach)) {
            reach -= STEP;
        }
        long[] words = new long[reach / 8];
        for (int i = 0; i < words.length; i++) {
            words[i] = memory.word(pointer - 8L * (i + 1));
        }
        return words;
    }

    static List<ThreadPointer> of(MemoryImage image, MemoryWindow memory) {
        List<ThreadPointer> found = new ArrayList<>();
        for (ProcessThread thread : image.facts().threads()) {
            if (thread.descriptor().isEmpty()) {
                continue;
            }
            long descriptor = thread.descriptor().getAsLong();
            // A core tells the thread pointer itself; the kernel tells the robust list's head in a live process.
            for (long address : new long[] {descriptor - ROBUST_LIST, descriptor}) {
                if (isThreadPointer(memory, address, thread.tid())) {
                    found.add(new ThreadPointer(thread.tid(), address));
                    break;
                }
            }
        }
        return found;
    }

    private static boolean isThreadPointer(MemoryWindow memory, long address, int tid) {
        return Addresses.isPossible(address)
                && memory.covers(address, TID + 4)
                && memory.word(address) == address
                && memory.word(address + SELF) == address
                // In another PID namespace the number is another; then the two words must do.
                && memory.half(address + TID) > 0
                && tid > 0;
    }
}
