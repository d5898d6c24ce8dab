package lacuna.doctor.php;

import java.time.Duration;
import lacuna.doctor.php.status.StatusAnswer;
import lacuna.linux.proc.ProcRoot;
import lacuna.watch.sample.RollupPolicy;

/** Examines PHP-FPM and prints what came of one master: {@link ElsewhereTest} runs it as a user without rights. */
final class UnprivilegedPhpProbe {
    private UnprivilegedPhpProbe() {}

    public static void main(String[] arguments) {
        int pid = Integer.parseInt(arguments[0]);
        PhpHost host = PhpExamination.of(
                ProcRoot.host(),
                new PhpOptions(
                        Duration.ofSeconds(10),
                        PhpOptions.Testing.WHERE_SAFE,
                        RollupPolicy.once(Duration.ofSeconds(10), RollupPolicy.DEFAULT_LARGEST)));
        host.masters().stream().filter(master -> master.pid() == pid).forEach(master -> {
            System.out.println("values=" + master.valuesFrom());
            master.pools().forEach(pool -> {
                System.out.println("workers=" + pool.workers().size());
                System.out.println("rss=" + pool.sum(WorkerMemory::rss).isPresent() + " pss="
                        + pool.sum(WorkerMemory::pss).isPresent());
                System.out.println(
                        "children=" + pool.config().value("pm.max_children").orElse("unknown"));
                System.out.println("status="
                        + switch (pool.status()) {
                            case StatusAnswer.Silent(String why, String remedy) -> why + "; " + remedy;
                            case StatusAnswer.Told _ -> "told";
                        });
            });
        });
        host.gaps().forEach(gap -> System.out.println("gap=" + gap));
        System.out.println("ready");
    }
}
