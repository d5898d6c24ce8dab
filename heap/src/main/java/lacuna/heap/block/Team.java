package lacuna.heap.block;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The threads that share a walk.
 *
 * @param threads how many, the caller's included
 * @param part the bytes that are worth a part of their own
 */
public record Team(int threads, long part) {
    /** More would wait for the memory and not for each other. */
    private static final int MOST = 8;
    /** Parts for each thread, so that none waits long for another at the end. */
    private static final int PARTS = 4;

    public static final Team ALONE = new Team(1, Long.MAX_VALUE);

    /** One for each processor. */
    public static Team ofProcessors() {
        return new Team(Math.min(MOST, Runtime.getRuntime().availableProcessors()), 16L << 20);
    }

    /** A piece of work, done with whatever its thread has for it. */
    @FunctionalInterface
    public interface Work<T> {
        void with(T tool);
    }

    /** In how many parts a walk over so many bytes is best cut. */
    public int partsOf(long bytes) {
        return threads == 1 ? 1 : (int) Math.clamp(bytes / part, 1, (long) PARTS * threads);
    }

    /** Does all of {@code work}, begun in its order. Each thread makes its own tool. */
    public <T> void share(List<? extends Work<T>> work, Supplier<T> tools) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable worker = () -> {
            try {
                T tool = tools.get();
                for (int i = next.getAndIncrement(); i < work.size(); i = next.getAndIncrement()) {
                    work.get(i).with(tool);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, work.size()); i++) {
            others.add(Thread.ofPlatform().daemon().name("walk-" + i).start(worker));
        }
        worker.run();
        others.forEach(Team::await);
        if (failure.get() instanceof Error e) {
            throw e;
        }
        if (failure.get() instanceof RuntimeException e) {
            throw e;
        }
    }

    private static void await(Thread thread) {
        boolean isInterrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
