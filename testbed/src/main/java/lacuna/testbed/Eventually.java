package lacuna.testbed;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another process will do in its own time; fails when it never does. */
public final class Eventually {
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private Eventually() {}

    public static void holds(BooleanSupplier claim) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!claim.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it never came true");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
