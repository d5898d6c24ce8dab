package lacuna.linux.call;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A Lacuna that pauses the process that it is given and never ends of itself: {@link PauseTest} kills it. */
final class PauseForever {
    private PauseForever() {}

    public static void main(String[] arguments) {
        PauseOutcome<Void> outcome = Pause.during(Integer.parseInt(arguments[0]), Duration.ofHours(1), () -> {
            System.out.println("ready");
            while (true) {
                LockSupport.park();
            }
        });
        System.out.println(outcome);
    }
}
