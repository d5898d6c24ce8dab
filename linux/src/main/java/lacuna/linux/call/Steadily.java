package lacuna.linux.call;

/**
 * Waits for a thread that holds another process stopped. Its work is bounded, so an interrupt of the waiting thread can
 * wait; dropping out would leave the process stopped.
 */
final class Steadily {
    private Steadily() {}

    interface Wait {
        void await() throws InterruptedException;
    }

    /** Waits through interrupts, and passes them on afterwards. */
    static void await(Wait wait) {
        boolean interrupted = false;
        while (true) {
            try {
                wait.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
