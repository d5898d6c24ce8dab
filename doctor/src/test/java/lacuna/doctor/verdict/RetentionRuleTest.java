package lacuna.doctor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import lacuna.doctor.evidence.Evidence;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class RetentionRuleTest {
    @Test
    void freedMemoryBelowOneLiveBlockIsKept() {
        try (Target target = Target.c("retained.c", "61").start()) {
            Opinion opinion = new RetentionRule().judge(Evident.of(target));
            assertThat(opinion.holds()).isTrue();
            assertThat(opinion.bytesAtStake()).isEqualTo(target.number("releasable"));
            assertThat(opinion.confidence()).isEqualTo(Confidence.HIGH);
        }
    }

    @Test
    void whatLiveBlocksPinIsNotKept() {
        try (Target target = Target.c("fragmented.c", "20000").start()) {
            Evidence evidence = Evident.of(target);
            assertThat(new RetentionRule().judge(evidence).holds()).isFalse();
        }
    }

    @Test
    void allWaysOfKeepingAreTold() {
        try (Target target = Target.c("retained.c", "61").start()) {
            assertThat(RetentionRule.keptIn(Evident.of(target)).getFirst().way())
                    .isEqualTo(Retained.Way.TRIMMABLE);
        }
    }

    @Test
    void freeRegionsOfAJavaHeapAreKept() {
        String classes = FreeRegions.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        try (Target target = Target.command(
                        java, "-Xms128m", "-Xmx128m", "-XX:+UseG1GC", "-cp", classes, FreeRegions.class.getName())
                .start()) {
            Retained most = RetentionRule.keptIn(Evident.of(target)).getFirst();
            assertThat(most.way()).isEqualTo(Retained.Way.FREE_REGIONS);
            assertThat(most.bytes()).isGreaterThan(32 * Evident.MIB);
        }
    }

    /** Drops all that it allocates, until a collection has just emptied the regions. */
    static final class FreeRegions {
        private static volatile byte[] last = {};

        private FreeRegions() {}

        public static void main(String[] arguments) throws InterruptedException {
            for (long begun = collections(); collections() < begun + 3; ) {
                last = new byte[10_000];
            }
            System.out.println("last=" + last.length + "\nready");
            Thread.currentThread().join();
        }

        private static long collections() {
            return ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                    .sum();
        }
    }
}
