package lacuna.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.Reading;
import lacuna.linux.proc.Recorded;
import lacuna.linux.text.Ascii;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each kernel says of the whole host, on recorded and transcribed trees. */
final class HostFilesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("lacuna.linux.proc.Recorded#all")
    void theFilesThatEveryKernelHas_areUnderstood(String kernel) {
        try (HostReader reader = new HostReader(Recorded.root(kernel))) {
            Meminfo meminfo = present(reader.meminfo());
            assertThat(meminfo.total().orElseThrow())
                    .isGreaterThan(meminfo.free().orElseThrow());
            assertThat(meminfo.slab().orElseThrow())
                    .isEqualTo(meminfo.slabReclaimable().orElseThrow()
                            + meminfo.slabUnreclaimable().orElseThrow());
            assertThat(present(reader.vmstat()).pageFaults()).isPresent();
            KernelStat stat = present(reader.kernelStat());
            assertThat(stat.processors()).isPositive();
            assertThat(stat.ticks().total()).isPositive();
            assertThat(stat.bootTime()).isAfter(Instant.parse("2014-01-01T00:00:00Z"));

            Buddyinfo buddyinfo = present(reader.buddyinfo());
            Zoneinfo zoneinfo = present(reader.zoneinfo());
            for (Buddyinfo.Zone zone : buddyinfo.zones()) {
                assertThat(zone.blocks()).hasSize(11);
                assertThat(zoneinfo.zones())
                        .filteredOn(z -> z.name().equals(zone.name()))
                        .singleElement()
                        .matches(z -> z.low() >= z.min() && z.high() >= z.low());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.linux.proc.Recorded#recorded")
    void theFilesForRoot_areUnderstood(String kernel) {
        try (HostReader reader = new HostReader(Recorded.root(kernel))) {
            Slabinfo slabinfo = present(reader.slabinfo());
            long bytes =
                    slabinfo.caches().stream().mapToLong(Slabinfo.Cache::bytes).sum();
            long slab = present(reader.meminfo()).slab().orElseThrow();
            assertThat(bytes).isBetween(slab - slab / 4, slab + slab / 50);
            assertThat(slabinfo.caches()).anyMatch(cache -> cache.name().equals("kmalloc-64"));

            Pagetypeinfo types = present(reader.pagetypeinfo());
            assertThat(types.pagesPerBlock()).isEqualTo(512);
            assertThat(types.free())
                    .extracting(Pagetypeinfo.Free::type)
                    .contains("Unmovable", "Movable", "Reclaimable");
            assertThat(types.blocks()).anyMatch(b -> b.type().equals("Movable") && b.count() > 0);

            Pressure pressure = present(reader.pressure(Pressure.Resource.MEMORY));
            assertThat(pressure.full()).isPresent();
            assertThat(pressure.some().totalMicros()).isNotNegative();
        }
    }

    @Test
    void whatAKernelDoesNotHave_isAbsent() {
        try (HostReader reader = new HostReader(Recorded.root("3.10"))) {
            assertThat(present(reader.meminfo()).available()).isEqualTo(OptionalLong.empty());
            assertThat(present(reader.vmstat()).oomKills()).isEqualTo(OptionalLong.empty());
            assertThat(reader.pressure(Pressure.Resource.IO))
                    .isEqualTo(new Reading.Absent<>(Recorded.root("3.10").path() + "/pressure/io"));
            assertThat(reader.slabinfo()).isInstanceOf(Reading.Absent.class);
        }
        try (HostReader reader = new HostReader(Recorded.root("4.19"))) {
            assertThat(present(reader.meminfo()).available()).hasValue(571204L << 10);
            assertThat(present(reader.vmstat()).oomKills()).hasValue(3);
        }
    }

    @Test
    void thisHost_isUnderstood() {
        try (HostReader reader = new HostReader(ProcRoot.host())) {
            assertThat(present(reader.meminfo()).total().orElseThrow()).isPositive();
            assertThat(present(reader.vmstat()).all().size()).isGreaterThan(50);
            assertThat(present(reader.buddyinfo()).zones()).isNotEmpty();
            assertThat(present(reader.zoneinfo()).zones()).isNotEmpty();
            assertThat(present(reader.kernelStat()).processors()).isPositive();
            assertThat(reader.slabinfo()).isNotInstanceOf(Reading.Malformed.class);
            assertThat(reader.pagetypeinfo()).isNotInstanceOf(Reading.Malformed.class);
            for (Pressure.Resource resource : Pressure.Resource.values()) {
                assertThat(reader.pressure(resource)).isNotInstanceOf(Reading.Malformed.class);
            }
        }
    }

    @Test
    void freeMemoryInSmallBlocks_isUnusableForLargeRequests() {
        Buddyinfo.Zone zone = new Buddyinfo.Zone(0, "Normal", List.of(10L, 5L, 1L));
        assertThat(zone.freePages()).isEqualTo(24);
        assertThat(zone.unusableShare(0)).hasValue(0);
        assertThat(zone.unusableShare(1)).hasValue(10 / 24.0);
        assertThat(zone.unusableShare(2)).hasValue(20 / 24.0);
        assertThat(zone.unusableShare(9)).hasValue(1);
        assertThat(new Buddyinfo.Zone(0, "DMA", List.of(0L, 0L)).unusableShare(1))
                .isEmpty();

        Buddyinfo both = new Buddyinfo(List.of(zone, new Buddyinfo.Zone(0, "DMA32", List.of(0L, 0L, 6L))));
        assertThat(both.unusableShare(2)).hasValue(20 / 48.0);
    }

    @Test
    void pageTypes_whereTheKernelStoppedCounting_areAtLeastThat() {
        Pagetypeinfo types = Pagetypeinfo.parse(Ascii.of("""
                Page block order: 9
                Pages per block:  512

                Free pages count per migrate type at order       0      1
                Node    1, zone   Normal, type      Movable >100000     12

                Number of blocks type     Unmovable      Movable
                Node 1, zone   Normal            4         3070
                """));
        assertThat(types.free()).containsExactly(new Pagetypeinfo.Free(1, "Normal", "Movable", List.of(100_000L, 12L)));
        assertThat(types.blocks())
                .containsExactly(
                        new Pagetypeinfo.Blocks(1, "Normal", "Unmovable", 4),
                        new Pagetypeinfo.Blocks(1, "Normal", "Movable", 3070));
    }

    @Test
    void slabs_tellWhatIsIdleInThem() {
        Slabinfo slabinfo = Slabinfo.parse(Ascii.of("""
                slabinfo - version: 2.1
                # name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables
                dentry             1000   2100    192   21    2 : tunables    0    0    0 : slabdata    100    100      0
                """), 4096);
        Slabinfo.Cache dentry = slabinfo.caches().getFirst();
        assertThat(dentry.name()).isEqualTo("dentry");
        assertThat(dentry.bytes()).isEqualTo(100 * 2 * 4096);
        assertThat(dentry.freeBytes()).isEqualTo(1100 * 192);
    }

    @Test
    void pressure_withoutFull_isOfAnOlderKernelsProcessors() {
        Pressure pressure = Pressure.parse(Ascii.of("some avg10=12.34 avg60=0.07 avg300=100.00 total=987654321\n"));
        assertThat(pressure.some()).isEqualTo(new Pressure.Stall(12.34, 0.07, 100.0, 987_654_321));
        assertThat(pressure.full()).isEmpty();
    }

    @Test
    void users_areNamed_andLinesOfAnotherFormArePassedOver() throws IOException {
        Path passwd = Files.writeString(folder.resolve("passwd"), """
                root:x:0:0:root:/root:/bin/bash
                toor:x:0:0::/root:/bin/sh
                # a comment
                +::::::
                www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
                nobody:x:65534:65534:nobody:/:/bin/false""");
        Users users = Users.of(passwd);
        assertThat(users.name(0)).hasValue("root");
        assertThat(users.name(33)).hasValue("www-data");
        assertThat(users.name(65534)).hasValue("nobody");
        assertThat(users.name(1000)).isEmpty();
        assertThat(Users.of(folder.resolve("none")).name(0)).isEmpty();
    }

    private static <T> T present(Reading<T> reading) {
        assertThat(reading).isInstanceOf(Reading.Present.class);
        return reading.toOptional().orElseThrow();
    }
}
