package lacuna.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import lacuna.linux.proc.CgroupLine;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.Reading;
import lacuna.linux.proc.Recorded;
import lacuna.linux.text.Ascii;
import lacuna.linux.text.Damage;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory of control groups, on recorded and transcribed trees and on this host. */
final class CgroupReaderTest {
    @TempDir
    Path host;

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12"})
    void version2_tellsUsageLimitsAndSwap(String kernel) {
        CgroupMemory memory = ofTarget(kernel);
        assertThat(memory.version()).isEqualTo(CgroupMemory.Version.TWO);
        assertThat(memory.path()).isEqualTo("/system.slice/php8.2-fpm.service");
        assertThat(memory.current().orElseThrow()).isBetween(1L << 20, 64L << 20);
        assertThat(memory.limit()).hasValue(64L << 20);
        assertThat(memory.high()).isEqualTo(OptionalLong.empty());
        assertThat(memory.protectedMin()).hasValue(0);
        assertThat(memory.swap()).hasValue(0);
        assertThat(memory.swapLimit()).isEqualTo(OptionalLong.empty());
        assertThat(memory.memoryAndSwap()).isEqualTo(OptionalLong.empty());
        assertThat(memory.oomKills()).hasValue(0);
        assertThat(memory.pressure()).isPresent();
        assertThat(memory.anonymous().orElseThrow() + memory.file().orElseThrow())
                .isLessThanOrEqualTo(memory.current().orElseThrow());
        assertThat(memory.shared().orElseThrow()).isGreaterThan(1L << 20);
        assertThat(memory.peak().isPresent()).isEqualTo(!kernel.equals("5.10"));
    }

    @Test
    void version1_tellsTheSameUnderItsOwnNames() {
        CgroupMemory memory = ofTarget("6.18");
        assertThat(memory.version()).isEqualTo(CgroupMemory.Version.ONE);
        assertThat(memory.current().orElseThrow()).isPositive();
        assertThat(memory.peak().orElseThrow())
                .isGreaterThanOrEqualTo(memory.current().orElseThrow());
        assertThat(memory.limit()).hasValue(64L << 20);
        assertThat(memory.memoryAndSwap()).isPresent();
        assertThat(memory.memoryAndSwapLimit()).isEqualTo(OptionalLong.empty());
        assertThat(memory.limitHits()).hasValue(0);
        assertThat(memory.oomKills()).hasValue(0);
        assertThat(memory.swap()).isEqualTo(OptionalLong.empty());
        assertThat(memory.anonymous().orElseThrow()).isPositive();
    }

    @Test
    void version1_ofOlderKernels_hasOtherNumbersForNoLimit() {
        CgroupMemory old = ofTarget("3.10");
        assertThat(old.limit()).isEqualTo(OptionalLong.empty());
        assertThat(old.memoryAndSwapLimit()).isEqualTo(OptionalLong.empty());
        assertThat(old.oomKills()).isEqualTo(OptionalLong.empty());
        assertThat(old.anonymous()).hasValue(39_845_888);
        CgroupMemory newer = ofTarget("4.19");
        assertThat(newer.limit()).hasValue(268_435_456);
        assertThat(newer.memoryAndSwapLimit()).isEqualTo(OptionalLong.empty());
        assertThat(newer.oomKills()).hasValue(1);
    }

    @Test
    void aGroupThatWasRemoved_isGone_andOneWithoutMemory_isAbsent() throws IOException {
        mount("30 25 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n");
        Files.createDirectories(host.resolve("sys/fs/cgroup/system.slice"));
        try (CgroupReader reader = reader()) {
            assertThat(reader.memory(CgroupMemory.Version.TWO, "/gone.slice")).isEqualTo(new Reading.Gone<>());
            assertThat(reader.memory(CgroupMemory.Version.TWO, "/system.slice")).isInstanceOf(Reading.Absent.class);
            assertThat(reader.memory(CgroupMemory.Version.ONE, "/system.slice")).isInstanceOf(Reading.Absent.class);
            assertThat(reader.memory(List.of(new CgroupLine(4, "memory", "/a"))))
                    .isInstanceOf(Reading.Absent.class);
        }
    }

    @Test
    void aPath_neverLeadsOutOfTheMount() throws IOException {
        mount("30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        Files.createDirectories(host.resolve("sys/fs/cgroup"));
        Files.writeString(host.resolve("sys/fs/memory.stat"), "anon 1\n");
        try (CgroupReader reader = reader()) {
            assertThat(reader.memory(CgroupMemory.Version.TWO, "/..")).isInstanceOf(Reading.Absent.class);
            assertThat(reader.memory(CgroupMemory.Version.TWO, "/../x")).isInstanceOf(Reading.Absent.class);
            assertThat(reader.memory(CgroupMemory.Version.TWO, "..")).isInstanceOf(Reading.Absent.class);
        }
    }

    @Test
    void mounts_areFoundAmongOthers_withEscapedPaths_andAContainersRoot() {
        CgroupMounts mounts = CgroupMounts.parse(Ascii.of("""
                15 35 0:3 / /proc rw,nosuid shared:5 - proc proc rw
                24 16 0:20 / /sys/fs/cgroup ro shared:9 master:2 - tmpfs tmpfs rw,mode=755
                25 24 0:21 / /sys/fs/cgroup/cpu,cpuacct rw shared:10 - cgroup cgroup rw,cpuacct,cpu
                33 24 0:29 /docker/abc /mnt/with\\040space/memory rw - cgroup cgroup rw,memory
                34 24 0:30 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate
                """));
        CgroupMounts.Mount memory = mounts.memory1().orElseThrow();
        assertThat(memory).isEqualTo(new CgroupMounts.Mount("/docker/abc", "/mnt/with space/memory"));
        assertThat(memory.folderOf("/docker/abc")).hasValue(".");
        assertThat(memory.folderOf("/docker/abc/sub/x")).hasValue("sub/x");
        assertThat(memory.folderOf("/docker/abcd")).isEmpty();
        assertThat(memory.folderOf("/other")).isEmpty();
        assertThat(mounts.unified()).hasValue(new CgroupMounts.Mount("/", "/sys/fs/cgroup/unified"));
        assertThat(mounts.unified().orElseThrow().folderOf("/")).hasValue(".");
    }

    @Test
    void thisProcess_hasAGroupOrNone_butNoDamage() {
        try (ProcReader processes = new ProcReader(ProcRoot.host());
                CgroupReader groups = new CgroupReader(ProcRoot.host(), Path.of("/"))) {
            List<CgroupLine> lines = processes
                    .cgroup((int) ProcessHandle.current().pid())
                    .toOptional()
                    .orElseThrow();
            Reading<CgroupMemory> memory = groups.memory(lines);
            assertThat(memory).isNotInstanceOf(Reading.Malformed.class);
            memory.toOptional().ifPresent(m -> assertThat(m.stat().size()).isPositive());
        }
    }

    @Property(tries = 10_000, seed = "1")
    void mountinfo_damaged(@ForAll("mountinfos") byte[] text) {
        Ascii cursor = new Ascii().over(text, 0, text.length, 1);
        CgroupMounts.parse(cursor);
        assertThat(cursor.failureLine() > 0).isEqualTo(cursor.failed());
    }

    @Property(tries = 10_000, seed = "1")
    void number_damaged(@ForAll("numbers") byte[] text) {
        Ascii cursor = new Ascii().over(text, 0, text.length, 1);
        CgroupReader.number(cursor).ifPresent(number -> assertThat(number).isNotNegative());
    }

    @Provide
    Arbitrary<byte[]> mountinfos() {
        return Damage.of(List.of(Recorded.bytes("6.18", "proc/self/mountinfo")));
    }

    @Provide
    Arbitrary<byte[]> numbers() {
        String group = "sys/fs/cgroup/system.slice/php8.2-fpm.service/";
        return Damage.of(List.of(
                Recorded.bytes("6.12", group + "memory.current"), Recorded.bytes("6.12", group + "memory.high")));
    }

    private static CgroupMemory ofTarget(String kernel) {
        try (ProcReader processes = new ProcReader(Recorded.root(kernel));
                CgroupReader groups = new CgroupReader(Recorded.root(kernel), Recorded.files(kernel))) {
            List<CgroupLine> lines =
                    processes.cgroup(Recorded.target(processes)).toOptional().orElseThrow();
            return groups.memory(lines).toOptional().orElseThrow();
        }
    }

    private void mount(String mountinfo) throws IOException {
        Files.createDirectories(host.resolve("proc/self"));
        Files.writeString(host.resolve("proc/self/mountinfo"), mountinfo);
    }

    private CgroupReader reader() {
        return new CgroupReader(ProcRoot.at(host.resolve("proc")), host);
    }
}
