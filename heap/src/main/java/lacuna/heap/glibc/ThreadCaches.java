package lacuna.heap.glibc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.glibc.ThreadPointers.ThreadPointer;

/**
 * The caches of all threads. The variable that points to a thread's cache has the same distance from the thread pointer in
 * all threads of a process, but another one in each process: the threads vote. What no thread points to, as after a fork,
 * is found by its shape.
 *
 * @param word which word below the thread pointer leads to them; negative when it is not known
 * @param unreadable where threads' pointers lead to what is no whole cache: torn, or damaged
 */
record ThreadCaches(List<ThreadCache> caches, int word, List<Long> unreadable) {
    static final ThreadCaches NONE = new ThreadCaches(List.of(), -1, List.of());

    static ThreadCaches byThreads(
            MemoryWindow memory, List<ThreadPointer> threads, Place place, AddressRanges heaps, AddressRanges library) {
        long slots = place.parameters().cacheCount();
        long[][] words = new long[threads.size()][];
        for (int i = 0; i < words.length; i++) {
            words[i] = ThreadPointers.wordsBelow(memory, threads.get(i).address());
        }
        ThreadCaches best = NONE;
        List<Long> suspects = new ArrayList<>();
        for (int word = 0; word < ThreadPointers.WORDS; word++) {
            List<ThreadCache> found = new ArrayList<>();
            List<Long> wrong = new ArrayList<>();
            for (int i = 0; i < words.length; i++) {
                long value = word < words[i].length ? words[i][word] : 0;
                // Before its first free, since 2.43, a thread points to an empty cache within the library.
                if (value == 0 || library.hold(value)) {
                    continue;
                }
                Optional<ThreadCache> cache = ThreadCache.at(
                        memory, value, OptionalInt.of(threads.get(i).tid()), slots, heaps);
                if (cache.isPresent()) {
                    found.add(cache.get());
                } else {
                    wrong.add(value);
                    if (ThreadCache.isLike(memory, value, heaps)) {
                        suspects.add(value);
                    }
                }
            }
            // Other variables point to chunks of this size by chance: most votes win, and one voice against many is
            // heard.
            if (found.size() > best.caches.size() && wrong.size() <= found.size()) {
                best = new ThreadCaches(List.copyOf(found), word, List.copyOf(wrong));
            }
        }
        return best.caches.isEmpty() ? new ThreadCaches(List.of(), -1, List.copyOf(suspects)) : best;
    }

    /** These, and those among {@code candidates} that hold something and overlap with none known. */
    ThreadCaches withShapes(MemoryWindow memory, long[] candidates, Place place, AddressRanges heaps) {
        Set<Long> taken = new HashSet<>();
        for (ThreadCache cache : caches) {
            take(taken, cache);
        }
        List<ThreadCache> all = new ArrayList<>(caches);
        for (long chunk : candidates) {
            if (taken.contains(chunk)) {
                continue;
            }
            ThreadCache.at(
                            memory,
                            chunk + ChunkHeader.LINKS,
                            OptionalInt.empty(),
                            place.parameters().cacheCount(),
                            heaps)
                    .filter(cache -> cache.chunks().size() > 0 && isNew(taken, cache))
                    .ifPresent(cache -> {
                        take(taken, cache);
                        all.add(cache);
                    });
        }
        return new ThreadCaches(List.copyOf(all), word, unreadable);
    }

    private static boolean isNew(Set<Long> taken, ThreadCache cache) {
        for (int i = 0; i < cache.chunks().size(); i++) {
            if (taken.contains(cache.chunks().get(i))) {
                return false;
            }
        }
        return true;
    }

    private static void take(Set<Long> taken, ThreadCache cache) {
        taken.add(cache.chunk());
        for (int i = 0; i < cache.chunks().size(); i++) {
            taken.add(cache.chunks().get(i));
        }
    }
}
