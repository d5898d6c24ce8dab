package lacuna.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import lacuna.linux.proc.Recorded;
import lacuna.linux.text.Ascii;
import lacuna.linux.text.Counters;
import lacuna.linux.text.Damage;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Damaged text costs a reading and nothing else: every parser ends, and says either what it read or what was wrong. */
final class HostileTextTest {
    private final Ascii cursor = new Ascii();

    @Property(tries = 10_000, seed = "1")
    void meminfo(@ForAll("meminfos") byte[] text) {
        parse(text, t -> Counters.parseWithUnits(t, Counters.NONE));
    }

    @Property(tries = 10_000, seed = "1")
    void vmstat(@ForAll("vmstats") byte[] text) {
        parse(text, t -> Counters.parse(t, Counters.NONE));
    }

    @Property(tries = 10_000, seed = "1")
    void buddyinfo(@ForAll("buddyinfos") byte[] text) {
        parse(text, t -> {
            Buddyinfo buddyinfo = Buddyinfo.parse(t);
            buddyinfo.unusableShare(4).ifPresent(share -> assertThat(share).isBetween(0.0, 1.0));
        });
    }

    @Property(tries = 10_000, seed = "1")
    void pagetypeinfo(@ForAll("pagetypeinfos") byte[] text) {
        parse(text, Pagetypeinfo::parse);
    }

    @Property(tries = 10_000, seed = "1")
    void slabinfo(@ForAll("slabinfos") byte[] text) {
        parse(
                text,
                t -> Slabinfo.parse(t, 4096)
                        .caches()
                        .forEach(cache -> assertThat(cache.bytes()).isNotNegative()));
    }

    @Property(tries = 10_000, seed = "1")
    void zoneinfo(@ForAll("zoneinfos") byte[] text) {
        parse(text, Zoneinfo::parse);
    }

    @Property(tries = 10_000, seed = "1")
    void kernelStat(@ForAll("kernelStats") byte[] text) {
        parse(text, KernelStat::parse);
    }

    @Property(tries = 10_000, seed = "1")
    void pressure(@ForAll("pressures") byte[] text) {
        parse(text, Pressure::parse);
    }

    @Property(tries = 10_000, seed = "1")
    void users(@ForAll("passwds") byte[] text) {
        parse(text, Users::parse);
    }

    @Provide
    Arbitrary<byte[]> meminfos() {
        return damaged("meminfo");
    }

    @Provide
    Arbitrary<byte[]> vmstats() {
        return damaged("vmstat");
    }

    @Provide
    Arbitrary<byte[]> buddyinfos() {
        return damaged("buddyinfo");
    }

    @Provide
    Arbitrary<byte[]> pagetypeinfos() {
        return damaged("pagetypeinfo");
    }

    @Provide
    Arbitrary<byte[]> slabinfos() {
        return damaged("slabinfo");
    }

    @Provide
    Arbitrary<byte[]> zoneinfos() {
        return damaged("zoneinfo");
    }

    @Provide
    Arbitrary<byte[]> kernelStats() {
        return damaged("stat");
    }

    @Provide
    Arbitrary<byte[]> pressures() {
        return damaged("pressure/memory");
    }

    @Provide
    Arbitrary<byte[]> passwds() {
        byte[] passwd = "root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33::/var/www:\n+::::::\n"
                .getBytes(StandardCharsets.US_ASCII);
        return Damage.of(List.of(passwd));
    }

    private static Arbitrary<byte[]> damaged(String file) {
        return Damage.of(List.of(Recorded.bytes("6.12", "proc/" + file)));
    }

    private void parse(byte[] text, Consumer<Ascii> parser) {
        parser.accept(cursor.over(text, 0, text.length, 1));
        assertThat(cursor.failureLine() > 0).isEqualTo(cursor.failed());
    }
}
