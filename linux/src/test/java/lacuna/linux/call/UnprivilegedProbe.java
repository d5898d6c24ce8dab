package lacuna.linux.call;

import java.time.Duration;
import lacuna.linux.call.PauseOutcome.Stop;
import lacuna.linux.proc.MappedFile;
import lacuna.linux.proc.Mapping;

/** Tries everything on a process and prints what came of it: {@link UnprivilegedTest} runs it as a user without rights. */
final class UnprivilegedProbe {
    private UnprivilegedProbe() {}

    public static void main(String[] arguments) {
        int pid = Integer.parseInt(arguments[0]);
        int self = (int) ProcessHandle.current().pid();
        Mapping mapping = new Mapping(0x400000, 0x401000, Mapping.READ, 0, 0, 0, 1, "/bin/true", false);
        say("memory", ProcessMemory.open(pid));
        say("own_memory", ProcessMemory.open(self));
        say("residency", Residency.open(pid, Pace.GENTLE));
        say("robust_list", RobustList.headOf(pid));
        say("pidfd", PidFd.open(pid));
        say("mapped_file", MappedFile.open(pid, mapping));
        System.out.println("pause="
                + switch (Pause.during(pid, Duration.ofSeconds(60), () -> 0)) {
                    case PauseOutcome.Refused<Integer>(Refusal refusal, Stop stop) -> words(refusal);
                    case PauseOutcome.Kept<Integer> kept -> "granted";
                    case PauseOutcome.Overran<Integer> overran -> "granted";
                });
        System.out.println("ready");
    }

    private static void say(String what, Access<?> access) {
        System.out.println(what + "="
                + switch (access) {
                    case Access.Granted<?> granted -> "granted";
                    case Access.Refused<?>(Refusal refusal) -> words(refusal);
                });
    }

    private static String words(Refusal refusal) {
        return refusal.why() + "; " + refusal.remedy();
    }
}
