package lacuna.doctor.examine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import lacuna.watch.sample.ProcessView;
import lacuna.watch.sample.RollupPolicy;
import lacuna.watch.sample.Sampler;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    /** The JVM of this test is larger than that process. */
    @Test
    void theDoctorLooksIntoOthersAndNotIntoItself() {
        String program =
                "held = bytearray(b'x') * (64 << 20)\nprint('ready', flush=True)\nimport time; time.sleep(600)";
        try (Target target = Target.command("/usr/bin/python3", "-c", program)
                        .start()
                        .atRest();
                Sampler sampler =
                        new Sampler(ProcRoot.host(), RollupPolicy.once(Duration.ZERO, 0), Clock.systemUTC())) {
            List<ProcessView> all = sampler.look().processes();
            long self = ProcessHandle.current().pid();
            assertThat(all).anyMatch(process -> process.pid() == self);
            assertThat(Doctor.choose(all, new Services(ProcRoot.host())))
                    .anyMatch(process -> process.pid() == target.pid())
                    .noneMatch(process -> process.pid() == self);
        }
    }
}
