package lacuna.doctor.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Growth;
import lacuna.doctor.evidence.HostEvidence;
import lacuna.doctor.evidence.HugePageBloat;
import lacuna.doctor.evidence.PoolGrowth;
import lacuna.doctor.evidence.ProcessFigures;
import lacuna.doctor.evidence.Service;
import lacuna.doctor.evidence.Subject;
import org.junit.jupiter.api.Test;

class PoolLeakTest {
    private static final long MIB = 1 << 20;
    private static final Evidence POOL = new Evidence(
            new Subject(
                    "process 4711 (php-fpm8.2)",
                    OptionalInt.of(4711),
                    "php-fpm8.2",
                    "/usr/sbin/php-fpm8.2",
                    OptionalInt.of(4700),
                    true,
                    new Service("pool", "www", Optional.empty(), OptionalInt.of(4700)),
                    Optional.empty()),
            ProcessFigures.NONE,
            Optional.empty(),
            HugePageBloat.NONE,
            Growth.UNKNOWN,
            HostEvidence.UNKNOWN,
            List.of());

    @Test
    void recyclingAgainstALeakIsComputedFromTheGrowthPerRequest() {
        // A fresh worker of 30 MiB doubles after 300 requests of 100 KiB; now all four have three times that.
        Prescription each = PoolLeak.prescription(POOL.with(new PoolGrowth(100 * 1024, 30 * MIB, 360 * MIB, 4)));
        assertThat(each.text()).contains("[www]", "pm.max_requests = 307");
        assertThat(each.predictedBytes()).isBetween(119 * MIB, 121 * MIB);
        assertThat(each.why()).contains("100 KiB").doesNotContain("chunks");
        assertThat(each.risk()).contains("hides it", "costs its start", "once in 307 requests");
    }

    @Test
    void withoutItNoNumberIsPrescribed() {
        Prescription each = PoolLeak.prescription(POOL);
        assertThat(each.text()).doesNotContain("max_requests =").contains("lacuna php");
        assertThat(each.risk()).contains("hides it");
        assertThat(each.predictedBytes()).isZero();
    }
}
