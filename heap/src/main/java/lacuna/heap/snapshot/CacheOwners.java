package lacuna.heap.snapshot;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/**
 * The threads that cached blocks belong to. An allocator may look far for each answer, so only the first blocks are asked
 * for, and those that the account itself asks for (they keep heaps from shrinking).
 */
final class CacheOwners {
    private final LongFunction<OptionalInt> allocator;
    private final TreeMap<Long, Integer> threads = new TreeMap<>();
    private final AtomicInteger questions;

    /** As many {@code questions} as are left go to {@code allocator} without being asked. */
    CacheOwners(LongFunction<OptionalInt> allocator, AtomicInteger questions) {
        this.allocator = allocator;
        this.questions = questions;
    }

    /** A block of a thread's cache is at {@code address}. */
    void note(long address) {
        if (questions.getAndDecrement() > 0) {
            of(address);
        }
    }

    OptionalInt of(long address) {
        OptionalInt thread = allocator.apply(address);
        if (thread.isPresent() && threads.size() < Format.MOST_ITEMS) {
            threads.put(address, thread.getAsInt());
        }
        return thread;
    }

    void write(SectionWriter section) {
        section.number(threads.size());
        long[] before = new long[1];
        threads.forEach((address, thread) -> {
            section.signed(address - before[0]);
            section.number(thread);
            before[0] = address;
        });
    }

    /** Owners as they were written, by address. */
    static final class Known {
        private final long[] addresses;
        private final int[] threads;

        private Known(long[] addresses, int[] threads) {
            this.addresses = addresses;
            this.threads = threads;
        }

        static Known read(SectionReader section) {
            int count = section.count(Format.MOST_ITEMS);
            long[] addresses = new long[count];
            int[] threads = new int[count];
            long at = 0;
            for (int i = 0; i < count; i++) {
                long further = section.signed();
                if (i > 0 && (further <= 0 || at > Long.MAX_VALUE - further)) {
                    throw section.damaged("the owners of cached blocks are out of order");
                }
                at += further;
                addresses[i] = at;
                threads[i] = (int) section.number(Integer.MAX_VALUE);
            }
            return new Known(addresses, threads);
        }

        OptionalInt of(long address) {
            int index = Arrays.binarySearch(addresses, address);
            return index < 0 ? OptionalInt.empty() : OptionalInt.of(threads[index]);
        }
    }
}
