package lacuna.heap.glibc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.glibc.ThreadPointers.ThreadPointer;

/**
 * The arena that each thread allocates from, by the variable thread_arena, which has the same distance from the thread
 * pointer in all threads: every thread that has a value there must have an arena there. A thread that never allocated has
 * none. Up to 2.22 there is no such variable.
 */
final class ThreadArenas {
    /** From the variable that leads to the cache, in words: 2 to 6 were measured in processes of 2.31 to 2.44. */
    private static final int NEAR = 8;

    private ThreadArenas() {}

    /** Arenas by thread; {@code cacheWord} is the word below the thread pointer that leads to caches, or negative. */
    static Map<Integer, Long> of(MemoryWindow memory, List<ThreadPointer> threads, ArenaRing ring, int cacheWord) {
        Map<Long, Arena> arenas = new HashMap<>();
        ring.arenas().forEach(arena -> arenas.put(arena.address(), arena));
        long[][] words = new long[threads.size()][];
        for (int i = 0; i < words.length; i++) {
            words[i] = ThreadPointers.wordsBelow(memory, threads.get(i).address());
        }
        Map<Integer, Long> best = Map.of();
        Set<Map<Integer, Long>> rivals = new HashSet<>();
        int first = cacheWord < 0 ? 0 : Math.max(0, cacheWord - NEAR);
        int last = cacheWord < 0 ? ThreadPointers.WORDS : cacheWord + NEAR;
        for (int word = first; word < last; word++) {
            Map<Integer, Long> votes = votes(threads, words, word, arenas.keySet());
            if (!votes.isEmpty() && votes.size() >= best.size() && isCredible(votes, arenas)) {
                if (votes.size() > best.size()) {
                    rivals.clear();
                }
                best = votes;
                rivals.add(votes);
            }
        }
        // Two words that tell different stories tell none.
        return rivals.size() == 1 ? best : Map.of();
    }

    /** What the threads have at {@code word}; nothing where one of them has what is no arena. */
    private static Map<Integer, Long> votes(List<ThreadPointer> threads, long[][] words, int word, Set<Long> arenas) {
        Map<Integer, Long> votes = new HashMap<>();
        for (int i = 0; i < words.length; i++) {
            long value = word < words[i].length ? words[i][word] : 0;
            if (value != 0 && !arenas.contains(value)) {
                return Map.of();
            }
            if (value != 0) {
                votes.put(threads.get(i).tid(), value);
            }
        }
        return votes;
    }

    /** No arena has more threads than it counts. */
    private static boolean isCredible(Map<Integer, Long> votes, Map<Long, Arena> arenas) {
        Map<Long, Long> counts = new HashMap<>();
        votes.values().forEach(arena -> counts.merge(arena, 1L, Long::sum));
        return counts.entrySet().stream()
                .allMatch(entry ->
                        arenas.get(entry.getKey()).attachedThreads().orElse(Long.MAX_VALUE) >= entry.getValue());
    }
}
