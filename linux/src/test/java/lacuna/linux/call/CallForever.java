package lacuna.linux.call;

import java.time.Duration;

/** A Lacuna that has the process that it is given call a function, and never gives up: {@link RemoteCallTest} kills it. */
final class CallForever {
    private CallForever() {}

    /** PID, and what a {@link RemoteFunction} has. */
    public static void main(String[] arguments) {
        int pid = Integer.parseInt(arguments[0]);
        RemoteFunction function = new RemoteFunction(
                Long.parseLong(arguments[1]),
                Long.parseLong(arguments[2]),
                Long.parseLong(arguments[3]),
                Long.parseLong(arguments[4]));
        System.out.println("ready");
        System.out.println(RemoteCall.attempt(pid, pid, function, Duration.ofHours(1), new CallGuard() {
            @Override
            public boolean permits(StoppedThread thread) {
                return true;
            }

            @Override
            public boolean mayBreakOff(StoppedThread thread) {
                return false;
            }
        }));
    }
}
