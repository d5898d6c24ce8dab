package lacuna.watch.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures of real processes, held against the kernel's own text as the test itself reads it. */
class SamplerTest {
    private static final RollupPolicy ALL = RollupPolicy.once(Duration.ofMinutes(1), RollupPolicy.DEFAULT_LARGEST);

    @Test
    void aForkedChildHoldsHalfOfWhatItSharesWithItsParent() throws IOException {
        try (Target target = Target.c("forked_sharing.c", "48").start();
                Sampler sampler = sampler(ALL)) {
            // The parent says that it is ready, and the child may still be on its way.
            Eventually.holds(() -> isAsleep(target.number("child")));
            ProcessView child = find(sampler.look(), (int) target.number("child"));
            long shared = target.number("bytes");
            assertThat(child.rss().orElseThrow()).isGreaterThanOrEqualTo(shared);
            assertThat(child.pss().orElseThrow()).isBetween(shared / 2, shared / 2 + shared / 8);
            assertThat(child.uss().orElseThrow()).isLessThan(shared / 8);
            assertEqualToTheKernel(child);
        }
    }

    @Test
    void memoryOfEachKindIsCountedAsItsKind() throws IOException {
        try (Target target = Target.c("known_memory.c", "3").start();
                Sampler sampler = sampler(ALL)) {
            ProcessView process = find(sampler.look(), target.pid());
            assertThat(process.threads()).isEqualTo(4);
            assertThat(process.resident().anon().orElseThrow()).isGreaterThan(target.number("touched_bytes"));
            assertThat(process.resident().shmem().orElseThrow())
                    .isGreaterThanOrEqualTo(target.number("shared_bytes") + target.number("memfd_bytes"));
            assertEqualToTheKernel(process);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 -c 'import os; x = bytearray(9000001); print(\"ready\", flush=True); os.read(os.pipe()[0], 1)'",
                "php -r '$x = range(1, 300000); echo \"ready\\n\"; sleep(3600);'"
            })
    void interpretersAreAsTheKernelSays(String command) throws IOException {
        try (Target target = Target.command("sh", "-c", "exec " + command).start();
                Sampler sampler = sampler(ALL)) {
            assertEqualToTheKernel(find(sampler.look(), target.pid()));
        }
    }

    @Test
    void ourOwnJvmIsThereWithItsAgeAndItsUser() {
        try (Sampler sampler = sampler(ALL)) {
            ProcessView self =
                    find(sampler.look(), (int) ProcessHandle.current().pid());
            assertThat(self.startedAt().orElseThrow())
                    .isBetween(
                            Instant.now().minus(Duration.ofHours(3)),
                            Instant.now().plusSeconds(2));
            assertThat(self.user()).isEqualTo(System.getProperty("user.name"));
            assertThat(self.membership().executable()).isEqualTo("java");
            assertThat(self.command()).endsWith("…").doesNotContain("-Xmx");
            assertThat(self.exactNow()).isTrue();
        }
    }

    @Test
    void growthIsKnownFromTheSecondLookOn() throws IOException {
        try (Target target = Target.c("growing.c").start();
                Sampler sampler = sampler(ALL)) {
            assertThat(find(sampler.look(), target.pid()).growth()).isEmpty();
            new ProcessBuilder("kill", "-USR1", Integer.toString(target.pid())).start();
            assertThat(target.nextLine()).isEqualTo("grown");
            ProcessView grown = find(sampler.look(), target.pid());
            assertThat(grown.growthBytes().orElseThrow())
                    .isBetween(target.number("step_bytes") - heldBack(), target.number("step_bytes") + (1 << 20));
            assertThat(grown.growth().orElseThrow().series().size()).isEqualTo(2);
        }
    }

    /** Each processor counts so many pages by itself before the kernel's sum, which stat shows, has them. */
    private static long heldBack() {
        long processors = Runtime.getRuntime().availableProcessors();
        return 4096 * processors * Math.max(32, 2 * processors);
    }

    @Test
    void aProcessThatLeftIsNotThereAtTheNextLook() {
        try (Sampler sampler = sampler(ALL)) {
            int pid;
            try (Target target = Target.c("forked_sharing.c", "1").start()) {
                pid = target.pid();
                assertThat(sampler.look().processes()).anyMatch(process -> process.pid() == pid);
            }
            HostView later = sampler.look();
            while (later.processes().stream().anyMatch(process -> process.pid() == pid && process.state() != 'Z')) {
                later = sampler.look();
            }
            assertThat(later.processes()).noneMatch(process -> process.pid() == pid && process.state() != 'Z');
        }
    }

    @Test
    void aProcessOverTheBoundHasNoExactFigures_andTheCoverageSaysSo() {
        try (Target target = Target.c("known_memory.c").start();
                Sampler sampler = sampler(RollupPolicy.once(Duration.ofMinutes(1), 1 << 20))) {
            HostView view = sampler.look();
            ProcessView process = find(view, target.pid());
            assertThat(process.pss()).isEmpty();
            assertThat(process.whyNoRollup()).contains(WhyNoRollup.TOO_LARGE);
            assertThat(process.rss()).isPresent();
            assertThat(view.coverage().tooLarge()).isPositive();
        }
    }

    @Test
    void withoutABudgetNothingExactIsRead_laterLooksFillIn() {
        RollupPolicy stingy = new RollupPolicy(Duration.ZERO, Duration.ofMillis(20), RollupPolicy.DEFAULT_LARGEST);
        try (Sampler sampler = sampler(stingy)) {
            HostView first = sampler.look();
            int known = known(first);
            assertThat(first.coverage().processes()).isEqualTo(first.processes().size());
            HostView view = first;
            for (int i = 0;
                    i < 1000
                            && known(view)
                                    < view.processes().size() - view.coverage().denied();
                    i++) {
                view = sampler.look();
            }
            assertThat(known(view)).isGreaterThanOrEqualTo(known);
            assertThat(view.coverage().notYet()).isZero();
        }
    }

    @Test
    void theCountsOfACoverageAddUp() {
        try (Sampler sampler = sampler(ALL)) {
            Coverage coverage = sampler.look().coverage();
            assertThat(coverage.exactNow()
                            + coverage.exactEarlier()
                            + coverage.denied()
                            + coverage.tooLarge()
                            + coverage.notYet()
                            + coverage.ended()
                            + coverage.unreadable())
                    .isEqualTo(coverage.processes());
        }
    }

    @Test
    void theHostsOwnAccountIsThatOfMeminfo() throws IOException {
        try (Sampler sampler = sampler(ALL)) {
            HostMemory host = sampler.look().host();
            long total = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
            assertThat(host.total()).hasValue(total);
            assertThat(host.available().orElseThrow()).isLessThan(total);
            assertThat(host.kernel()).isEqualTo("Linux " + System.getProperty("os.version"));
            assertThat(host.fragmentation().orElseThrow()).isBetween(0.0, 1.0);
        }
    }

    private static Sampler sampler(RollupPolicy policy) {
        return new Sampler(ProcRoot.host(), policy, Clock.systemUTC());
    }

    private static int known(HostView view) {
        return (int) view.processes().stream()
                .filter(process -> process.rollup().isPresent())
                .count();
    }

    private static ProcessView find(HostView view, int pid) {
        return view.processes().stream()
                .filter(process -> process.pid() == pid)
                .findFirst()
                .orElseThrow(() -> new AssertionError("process " + pid + " is not in the view"));
    }

    private static boolean isAsleep(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
                    .contains(") S ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The target stands still, so what was read then and what the test reads now are the same. */
    private static void assertEqualToTheKernel(ProcessView process) throws IOException {
        Path folder = Path.of("/proc/" + process.pid());
        List<String> rollup = Files.readAllLines(folder.resolve("smaps_rollup"));
        assertThat(process.rss()).isEqualTo(kib(rollup, "Rss:"));
        assertThat(process.pss()).isEqualTo(kib(rollup, "Pss:"));
        assertThat(process.uss().orElseThrow())
                .isEqualTo(kib(rollup, "Private_Clean:").orElseThrow()
                        + kib(rollup, "Private_Dirty:").orElseThrow()
                        + kib(rollup, "Private_Hugetlb:").orElse(0));
        assertThat(process.rollup().map(Rollup::swap)).isEqualTo(Optional.of(kib(rollup, "Swap:")));
        List<String> status = Files.readAllLines(folder.resolve("status"));
        assertThat(process.resident().anon()).isEqualTo(kib(status, "RssAnon:"));
        assertThat(process.resident().file()).isEqualTo(kib(status, "RssFile:"));
        assertThat(process.resident().shmem()).isEqualTo(kib(status, "RssShmem:"));
        assertThat(process.resident().swap()).isEqualTo(kib(status, "VmSwap:"));
    }

    private static OptionalLong kib(List<String> lines, String label) {
        return lines.stream()
                .filter(line -> line.startsWith(label))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst();
    }
}
