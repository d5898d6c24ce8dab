package lacuna.linux.call;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import lacuna.linux.call.PauseOutcome.Stop;

/**
 * One stop of one process, by a platform thread of its own: only the thread that attached may make ptrace calls, and
 * its end makes the kernel release whatever is still attached. It is the watchdog too: it waits for the work no longer
 * than allowed.
 */
final class StopOrder {
    // Most threads stop within this time, and a sleep takes as long.
    private static final long IMPATIENT_NANOS = 100_000;
    private static final long LOOK_AGAIN_NANOS = 50_000;

    private static final int NONE = 0;

    private final int pid;
    private final long maxNanos;
    private final Thread owner;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch workDone = new CountDownLatch(1);
    // Written by the owner before it counts down or ends, read after that.
    private Optional<Refusal> refusal = Optional.empty();
    private boolean inTime;
    private Stop stop = Stop.NONE;

    // The owner's alone: each seized thread with what Ptrace.look last said of it.
    private final Map<Integer, Integer> threads = new LinkedHashMap<>();
    private boolean hasBegun;
    private long began;

    StopOrder(int pid, Duration max) {
        this.pid = pid;
        maxNanos = max.toNanos();
        owner = Thread.ofPlatform().daemon().name("lacuna-pause-" + pid).unstarted(this::run);
    }

    void start() {
        owner.start();
    }

    /** Waits until the process stands still, or will not: whether it does. */
    boolean awaitStop() {
        Steadily.await(settled::await);
        return refusal.isEmpty();
    }

    /** Lets the process go, if it has not been already: whether the work was done in time. */
    boolean release() {
        workDone.countDown();
        Steadily.await(owner::join);
        return inTime;
    }

    /** After {@link #release}. */
    Stop stop() {
        return stop;
    }

    /** After {@link #awaitStop} said no. */
    Refusal refusal() {
        return refusal.orElseThrow();
    }

    private void run() {
        try (Arena arena = Arena.ofConfined()) {
            Ptrace ptrace = new Ptrace(arena);
            ptrace.rehearse();
            try {
                refusal = Attaching.reasonAgainst(pid).or(() -> stopAll(ptrace));
                settled.countDown();
                if (refusal.isEmpty()) {
                    inTime = workDone.await(deadline() - System.nanoTime(), TimeUnit.NANOSECONDS);
                }
            } finally {
                letAllGo(ptrace);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; if somebody does, the work was not done in time.
            inTime = false;
        } finally {
            settled.countDown();
        }
    }

    /** Stops all threads, also those born while it does; what hinders it. */
    private Optional<Refusal> stopAll(Ptrace ptrace) {
        // A list made while threads end may lack some, so two must bring nothing new.
        int quietLists = 0;
        while (quietLists < 2) {
            int known = threads.size();
            for (int tid : TaskStatus.threadsOf(pid)) {
                Optional<Refusal> hindrance = threads.containsKey(tid) ? Optional.empty() : seize(ptrace, tid);
                if (hindrance.isPresent()) {
                    return hindrance;
                }
            }
            if (threads.size() == known) {
                quietLists++;
                continue;
            }
            quietLists = 0;
            interruptAll(ptrace);
            Optional<Refusal> hindrance = awaitAll(ptrace);
            if (hindrance.isPresent()) {
                return hindrance;
            }
        }
        return threads.isEmpty() ? Optional.of(Attaching.explain(Errno.ESRCH, pid, pid)) : Optional.empty();
    }

    private Optional<Refusal> seize(Ptrace ptrace, int tid) {
        int result = ptrace.seize(tid, Ptrace.NO_OPTIONS);
        if (result == 0) {
            threads.put(tid, Ptrace.RUNS);
            return Optional.empty();
        }
        boolean hasEnded = result == -Errno.ESRCH
                || TaskStatus.of(tid).map(TaskStatus::isZombie).orElse(true);
        return hasEnded ? Optional.empty() : Optional.of(Attaching.explain(-result, pid, tid));
    }

    /** The time of the target runs from here. */
    private void interruptAll(Ptrace ptrace) {
        if (!hasBegun) {
            hasBegun = true;
            began = System.nanoTime();
        }
        for (Map.Entry<Integer, Integer> thread : threads.entrySet()) {
            if (thread.getValue() == Ptrace.RUNS) {
                ptrace.interrupt(thread.getKey());
            }
        }
    }

    /** A thread that still runs, or {@link #NONE}. */
    private int lookAtAll(Ptrace ptrace) {
        int running = NONE;
        for (Map.Entry<Integer, Integer> thread : threads.entrySet()) {
            if (thread.getValue() == Ptrace.RUNS) {
                thread.setValue(ptrace.look(thread.getKey()));
                if (thread.getValue() == Ptrace.RUNS) {
                    running = thread.getKey();
                }
            }
        }
        return running;
    }

    private Optional<Refusal> awaitAll(Ptrace ptrace) {
        long patience = System.nanoTime() + IMPATIENT_NANOS;
        while (true) {
            int laggard = lookAtAll(ptrace);
            if (laggard == NONE) {
                return Optional.empty();
            }
            long now = System.nanoTime();
            if (now - deadline() > 0) {
                return Optional.of(new Refusal(
                        Errno.EAGAIN,
                        "thread %d did not stop in time (it may wait for a disk)".formatted(laggard),
                        "try again, or allow a longer pause"));
            }
            if (now - patience > 0) {
                // A main thread that ended before the others is a zombie that waitid says nothing of.
                if (TaskStatus.of(laggard).map(TaskStatus::isZombie).orElse(true)) {
                    threads.put(laggard, Ptrace.ENDED);
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** What is not stopped cannot be let go by a call; the end of this thread does it. */
    private void letAllGo(Ptrace ptrace) {
        int stopped = 0;
        for (Map.Entry<Integer, Integer> thread : threads.entrySet()) {
            int tid = thread.getKey();
            int seen = thread.getValue() == Ptrace.RUNS ? ptrace.look(tid) : thread.getValue();
            if (seen >= 0) {
                stopped++;
                ptrace.detach(tid, seen);
            }
        }
        if (stopped > 0) {
            stop = new Stop((System.nanoTime() - began) / 1000, stopped);
        }
    }

    private long deadline() {
        return began + maxNanos;
    }
}
