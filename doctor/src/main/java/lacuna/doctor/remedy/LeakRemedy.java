package lacuna.doctor.remedy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Growth;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;
import lacuna.linux.text.ByteSize;

/** A leak is mended in the program; until then a restart in time bounds it. */
final class LeakRemedy implements Remedy {
    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        if (!diagnosis.holds(Verdict.LEAK)) {
            return List.of();
        }
        List<Prescription> all = new ArrayList<>();
        Growth growth = evidence.growth();
        double perSecond = growth.live() / Math.max(1.0, growth.over().toMillis() / 1000.0);
        Optional<String> unit = evidence.subject().service().unit().filter(each -> each.endsWith(".service"));
        if (unit.isPresent() && perSecond > 0) {
            // It may double before it is started anew.
            Duration until = Duration.ofSeconds((long) Math.max(3600, evidence.resident() / perSecond));
            all.add(new Prescription(
                    "systemd-drop-in",
                    "/etc/systemd/system/" + unit.get() + ".d/lacuna.conf",
                    "[Service]\nRestart=always\nRuntimeMaxSec=" + until.toSeconds() + "\n",
                    "at " + ByteSize.of((long) (perSecond * 3600)) + " an hour it doubles in "
                            + Math.max(1, until.toHours()) + " h: until the leak is mended, a restart bounds it",
                    evidence.resident() / 2,
                    false,
                    "the service restarts at a time that nobody chose",
                    "systemctl show " + unit.get() + " -p RuntimeMaxUSec; lacuna top shows the sawtooth",
                    "rm the file && systemctl daemon-reload"));
        }
        evidence.subject()
                .pid()
                .ifPresent(pid -> all.add(new Prescription(
                        "command",
                        "",
                        "lacuna heap " + pid + " --sizes",
                        "the sizes whose live blocks grow between two looks tell which objects they are",
                        0,
                        true,
                        "none: it reads",
                        "the same command some minutes later: the size that has more blocks is the one that leaks",
                        "nothing to undo")));
        return all;
    }
}
