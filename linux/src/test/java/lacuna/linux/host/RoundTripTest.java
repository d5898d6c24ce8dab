package lacuna.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import lacuna.linux.text.Ascii;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What is printed in the kernel's format is read as what it was. */
final class RoundTripTest {
    private static final List<String> ZONES = List.of("DMA", "DMA32", "Normal", "Movable");

    @Property(tries = 10_000, seed = "1")
    void buddyinfo(
            @ForAll @IntRange(max = 5) int count, @ForAll @IntRange(max = 11) int orders, @ForAll Random random) {
        List<Buddyinfo.Zone> zones = new ArrayList<>();
        StringBuilder printed = new StringBuilder();
        for (int i = 0; i < count; i++) {
            List<Long> blocks = random.longs(orders, 0, 1L << 20).boxed().toList();
            zones.add(new Buddyinfo.Zone(i, ZONES.get(random.nextInt(4)), blocks));
            printed.append("Node %d, zone %8s ".formatted(i, zones.getLast().name()));
            blocks.forEach(free -> printed.append("%6d ".formatted(free)));
            printed.append('\n');
        }
        Ascii text = Ascii.of(printed.toString());
        assertThat(Buddyinfo.parse(text)).isEqualTo(new Buddyinfo(zones));
        assertThat(text.failure()).isEmpty();
    }

    @Property(tries = 10_000, seed = "1")
    void slabinfo(@ForAll @IntRange(max = 5) int count, @ForAll Random random) {
        StringBuilder printed = new StringBuilder("slabinfo - version: 2.1\n# name  <active_objs> <num_objs>\n");
        List<Slabinfo.Cache> caches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int slabs = random.nextInt(1 << 20);
            int pages = 1 << random.nextInt(4);
            int size = random.nextInt(1 << 13);
            int objects = random.nextInt(1 << 24);
            int active = random.nextInt(objects + 1);
            caches.add(new Slabinfo.Cache("cache-" + i, active, objects, size, slabs, (long) slabs * pages * 4096));
            printed.append("%-17s %6d %6d %6d %4d %4d : tunables %4d %4d %4d : slabdata %6d %6d %6d\n"
                    .formatted("cache-" + i, active, objects, size, 21, pages, 0, 0, 0, slabs, slabs, 0));
        }
        Ascii text = Ascii.of(printed.toString());
        assertThat(Slabinfo.parse(text, 4096)).isEqualTo(new Slabinfo(caches));
        assertThat(text.failure()).isEmpty();
    }

    @Property(tries = 10_000, seed = "1")
    void pressure(@ForAll Random random) {
        Pressure pressure =
                new Pressure(stall(random), Optional.of(stall(random)).filter(_ -> random.nextBoolean()));
        Ascii text = Ascii.of("some " + print(pressure.some())
                + pressure.full().map(stall -> "full " + print(stall)).orElse(""));
        assertThat(Pressure.parse(text)).isEqualTo(pressure);
        assertThat(text.failure()).isEmpty();
    }

    @Property(tries = 10_000, seed = "1")
    void zoneinfo(@ForAll @IntRange(max = 4) int count, @ForAll Random random) {
        List<Zoneinfo.Zone> zones = new ArrayList<>();
        StringBuilder printed = new StringBuilder();
        for (int i = 0; i < count; i++) {
            long[] n = random.longs(5, 0, 1L << 40).toArray();
            OptionalLong managed = random.nextBoolean() ? OptionalLong.of(n[4]) : OptionalLong.empty();
            zones.add(new Zoneinfo.Zone(0, ZONES.get(i), n[0], n[1], n[2], n[3], OptionalLong.of(n[4]), managed));
            printed.append("Node 0, zone %8s\n  per-node stats\n      nr_inactive_anon 1642\n".formatted(ZONES.get(i)))
                    .append("  pages free     %d\n        boost    0\n        min      %d\n".formatted(n[0], n[1]))
                    .append("        low      %d\n        high     %d\n        present  %d\n"
                            .formatted(n[2], n[3], n[4]))
                    .append(managed.isPresent() ? "        managed  " + n[4] + "\n" : "")
                    .append("        protection: (0, 3019)\n      nr_free_pages 99\n  pagesets\n    cpu: 0\n")
                    .append("              count: 5\n              high:  7\n  start_pfn:           1\n");
        }
        Ascii text = Ascii.of(printed.toString());
        assertThat(Zoneinfo.parse(text)).isEqualTo(new Zoneinfo(zones));
        assertThat(text.failure()).isEmpty();
    }

    private static Pressure.Stall stall(Random random) {
        return new Pressure.Stall(
                random.nextInt(10_001) / 100.0,
                random.nextInt(10_001) / 100.0,
                random.nextInt(10_001) / 100.0,
                random.nextLong() & Long.MAX_VALUE);
    }

    private static String print(Pressure.Stall stall) {
        return "avg10=%.2f avg60=%.2f avg300=%.2f total=%d\n"
                .formatted(stall.average10(), stall.average60(), stall.average300(), stall.totalMicros());
    }
}
