package lacuna.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lacuna.linux.text.Ascii;
import lacuna.linux.text.Damage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Damaged text costs a reading and nothing else: every parser ends, and says either what it read or what was wrong. */
final class HostileTextTest {
    private final Ascii cursor = new Ascii();

    @Property(tries = 10_000, seed = "1")
    void stat(@ForAll("stats") byte[] text) {
        parse(text, ProcessStat::parse);
    }

    @Property(tries = 10_000, seed = "1")
    void statm(@ForAll("statms") byte[] text) {
        parse(text, t -> Statm.parse(t, 4096));
    }

    @Property(tries = 10_000, seed = "1")
    void status(@ForAll("statuses") byte[] text) {
        parse(text, StatusText::parse);
    }

    @Property(tries = 10_000, seed = "1")
    void rollup(@ForAll("rollups") byte[] text) {
        parse(text, FiguresText::rollup);
    }

    @Property(tries = 10_000, seed = "1")
    void cgroup(@ForAll("cgroups") byte[] text) {
        parse(text, CgroupLine::parse);
    }

    @Property(tries = 10_000, seed = "1")
    void commandLine(@ForAll("commandLines") byte[] text) {
        parse(text, CommandLine::parse);
    }

    @Property(tries = 10_000, seed = "1")
    void auxiliaryVector(@ForAll("auxiliaryVectors") byte[] text) {
        KernelConstants constants = KernelConstants.parse(cursor.over(text, 0, text.length, 1));
        assertThat(constants.pageSize()).isPositive();
        assertThat(constants.ticksPerSecond()).isPositive();
    }

    @Property(tries = 10_000, seed = "1")
    void maps(@ForAll("maps") byte[] text) {
        List<Mapping> seen = new ArrayList<>();
        LineWindow window = window(text, 1 << 20);
        int count = new MappingText().walk(window, cursor, seen::add);
        assertThat(seen).hasSize(count);
        assertThat(seen).allMatch(m -> Long.compareUnsigned(m.start(), m.end()) <= 0);
        failsWithALine();
    }

    @Property(tries = 10_000, seed = "1")
    void smaps(@ForAll("smaps") byte[] text) {
        List<Mapping> seen = new ArrayList<>();
        LineWindow window = window(text, 1 << 20);
        int count = SmapsText.walk(window, cursor, new MappingText(), new MemoryFigures(), (m, _, _) -> seen.add(m));
        assertThat(count - seen.size()).isBetween(0, 1);
        failsWithALine();
    }

    @Property(tries = 2_000, seed = "1")
    void smaps_isTheSameInPiecesOfAnySize(@ForAll("pieces") int piece) {
        byte[] text = Recorded.bytes("6.12", "proc/140/smaps");
        List<String> whole = new ArrayList<>();
        List<String> pieces = new ArrayList<>();
        SmapsText.walk(window(text, text.length), cursor, new MappingText(), new MemoryFigures(), adding(whole));
        SmapsText.walk(window(text, piece), cursor, new MappingText(), new MemoryFigures(), adding(pieces));
        assertThat(pieces).isEqualTo(whole).isNotEmpty();
    }

    @Provide
    Arbitrary<Integer> pieces() {
        return Arbitraries.integers().between(1, 6000);
    }

    @Provide
    Arbitrary<byte[]> stats() {
        return damaged("stat");
    }

    @Provide
    Arbitrary<byte[]> statms() {
        return damaged("statm");
    }

    @Provide
    Arbitrary<byte[]> statuses() {
        return damaged("status");
    }

    @Provide
    Arbitrary<byte[]> rollups() {
        return damaged("smaps_rollup");
    }

    @Provide
    Arbitrary<byte[]> cgroups() {
        return damaged("cgroup");
    }

    @Provide
    Arbitrary<byte[]> commandLines() {
        return damaged("cmdline");
    }

    @Provide
    Arbitrary<byte[]> maps() {
        return damaged("maps");
    }

    @Provide
    Arbitrary<byte[]> smaps() {
        return damaged("smaps");
    }

    @Provide
    Arbitrary<byte[]> auxiliaryVectors() {
        return Damage.of(List.of(Recorded.bytes("6.12", "proc/self/auxv")));
    }

    /** Of a new kernel's and an old kernel's process. */
    private static Arbitrary<byte[]> damaged(String file) {
        return Damage.of(
                List.of(Recorded.bytes("6.12", "proc/140/" + file), Recorded.bytes("4.19", "proc/1234/" + file)));
    }

    private static SmapsVisitor adding(List<String> all) {
        return (mapping, figures, flags) ->
                all.add(mapping + " " + figures.get(MemoryField.RSS) + figures.get(MemoryField.LOCKED) + flags);
    }

    private void parse(byte[] text, Consumer<Ascii> parser) {
        parser.accept(cursor.over(text, 0, text.length, 1));
        failsWithALine();
    }

    private void failsWithALine() {
        assertThat(cursor.failureLine() > 0).isEqualTo(cursor.failed());
    }

    /** The bytes of {@code text}, of which a read brings no more than {@code piece}. */
    private static LineWindow window(byte[] text, int piece) {
        LineWindow window = new LineWindow();
        window.over((target, at, most, offset) -> {
            int count = (int) Math.min(Math.min(piece, most), text.length - offset);
            System.arraycopy(text, (int) offset, target, at, count);
            return count;
        });
        return window;
    }
}
