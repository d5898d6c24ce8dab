package lacuna.linux.call;

import java.time.Duration;

/** A Lacuna that has the process that it is given call a function again and again, and never gives up: {@link RemoteCallTest} kills it. */
final class CallForever {
    private static final CallLimits NEVER = new CallLimits(Duration.ofHours(1), Duration.ofHours(2));

    private CallForever() {}

    /** PID, address of the function, its argument, and the address of __errno_location. */
    public static void main(String[] arguments) {
        int pid = Integer.parseInt(arguments[0]);
        RemoteFunction function = Callee.function(
                pid, Long.parseLong(arguments[1]), Long.parseLong(arguments[2]), Long.parseLong(arguments[3]));
        System.out.println("ready");
        while (true) {
            RemoteCall.attempt(pid, pid, function, NEVER, new CallGuard() {
                @Override
                public boolean permits(StoppedThread thread) {
                    return true;
                }

                @Override
                public boolean mayBreakOff(StoppedThread thread) {
                    return false;
                }
            });
        }
    }
}
