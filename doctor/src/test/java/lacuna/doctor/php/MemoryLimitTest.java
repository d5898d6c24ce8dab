package lacuna.doctor.php;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.doctor.php.config.Origin;
import lacuna.doctor.php.config.PhpIni;
import lacuna.doctor.php.config.PoolConfig;
import lacuna.doctor.php.config.Setting;
import lacuna.doctor.php.status.StatusPage;
import org.junit.jupiter.api.Test;

/** memory_limit beside what was taken: a worst case is said, a change is advised with care. */
class MemoryLimitTest {
    private static final long MIB = 1 << 20;

    @Test
    void aWorstCaseThatDoesNotFitIsARemark_withWhatWasSeen() {
        assertThat(remarks(64, 256, 4096, bytes(40, 0)))
                .singleElement()
                .satisfies(remark -> assertThat(remark.setting() + " " + remark.text())
                        .contains("256M x pm.max_children = 64 is 16 GiB", "4.0 GiB", "all at that would be 2.5 GiB"));
        assertThat(remarks(8, 256, 4096, bytes(40, 0))).isEmpty();
    }

    @Test
    void aPeakNearTheLimitAsksForAHigherOne() {
        Advice advice = advice(8, 128, 4096, bytes(120, 0), Optional.empty()).orElseThrow();
        assertThat(advice.value()).isEqualTo("192M");
        assertThat(advice.now()).isEqualTo("128M");
        assertThat(advice.line()).isEqualTo(7);
        assertThat(advice(8, 128, 4096, bytes(110, 0), Optional.empty())).isEmpty();
    }

    @Test
    void aLowerOneIsAdvisedOnlyWhereTheWorstCaseDoesNotFit_andThePoolIsWellKnown() {
        Optional<StatusPage> known = Optional.of(page(7200, 5000));
        Advice advice = advice(64, 256, 4096, bytes(40, 0), known).orElseThrow();
        assertThat(advice.value()).isEqualTo("96M");
        assertThat(advice.predictedBytes()).isZero();
        assertThat(advice(8, 256, 4096, bytes(40, 0), known)).isEmpty();
        assertThat(advice(64, 256, 4096, bytes(40, 0), Optional.of(page(60, 5000))))
                .isEmpty();
        assertThat(advice(64, 256, 4096, bytes(40, 0), Optional.of(page(7200, 50))))
                .isEmpty();
        // Never below 64 MiB, however little was seen.
        assertThat(advice(64, 256, 4096, bytes(2, 0), known).orElseThrow().value())
                .isEqualTo("64M");
    }

    @Test
    void keptChunksAreSaidWhereTheyAreMost() {
        assertThat(remarks(8, 128, 4096, bytes(60, 40)))
                .singleElement()
                .satisfies(remark -> assertThat(remark.setting()).isEqualTo("cached chunks:"));
        assertThat(remarks(8, 128, 4096, bytes(60, 8))).isEmpty();
    }

    private static List<Remark> remarks(int children, int limit, long free, PoolBytes bytes) {
        return MemoryLimit.remarks(config(children, limit), INI, bytes, List.of(), headroom(free));
    }

    private static Optional<Advice> advice(
            int children, int limit, long free, PoolBytes bytes, Optional<StatusPage> page) {
        return MemoryLimit.advice(config(children, limit), INI, bytes, List.of(), headroom(free), page);
    }

    private static final PhpIni INI = new PhpIni(List.of(), Map.of(), List.of());

    private static Optional<Headroom> headroom(long free) {
        return Optional.of(new Headroom(free * MIB, free * MIB, 0, "a test"));
    }

    private static PoolBytes bytes(long peak, long cached) {
        return new PoolBytes(
                4,
                10 * MIB,
                MIB,
                cached * MIB,
                OptionalLong.empty(),
                OptionalLong.empty(),
                peak * MIB,
                OptionalLong.empty(),
                cached / 2 * MIB);
    }

    private static PoolConfig config(int children, int limit) {
        Map<String, Setting> said = new LinkedHashMap<>();
        put(said, "pm.max_children", Integer.toString(children));
        put(said, "php_admin_value[memory_limit]", limit + "M");
        return new PoolConfig("www", new Origin.Line("/pool.conf", 1), said, Map.of());
    }

    private static void put(Map<String, Setting> said, String name, String value) {
        said.put(name, new Setting(name, value, new Origin.Line("/pool.conf", 7)));
    }

    private static StatusPage page(long seconds, long accepted) {
        OptionalLong unknown = OptionalLong.empty();
        return new StatusPage(
                "www",
                OptionalLong.of(seconds),
                OptionalLong.of(accepted),
                unknown,
                unknown,
                unknown,
                unknown,
                unknown,
                unknown,
                unknown,
                unknown,
                unknown,
                List.of());
    }
}
