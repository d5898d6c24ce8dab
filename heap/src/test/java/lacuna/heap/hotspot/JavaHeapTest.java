package lacuna.heap.hotspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Figure;
import lacuna.heap.image.LiveImage;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.MayTake;
import lacuna.testbed.Target;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What jcmd is told by the VM is what its tables tell from outside. The VM answers with threads that allocate a little. */
@MayTake(seconds = 100)
class JavaHeapTest {
    private static final Path OLDER = Path.of("/usr/lib/jvm/java-17-openjdk-amd64/bin/java");
    private static final Path NEWER = Path.of(System.getProperty("java.home"), "bin/java");
    private static final long KIB = 1024;

    static Stream<Path> machines() {
        return Stream.of(OLDER, NEWER);
    }

    static Stream<Arguments> generations() {
        return machines().flatMap(java -> Stream.of(Arguments.of(java, "Serial"), Arguments.of(java, "Parallel")));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void regionsOfG1AreWhatTheMachineCommittedAndUses(Path java) {
        assumeTrue(Files.exists(java), java + " is not here");
        try (Target target = start(java, "G1")) {
            HeapInfo before = HeapInfo.of(java, target.pid());
            HeapExamination examined = examined(target);
            HeapInfo after = HeapInfo.of(java, target.pid());
            HeapAccount heap = java(examined);
            AllocatorReport report = heap.report();
            assertThat(report.identity().layout()).startsWith("G1 ");
            assertThat(report.system()).isBetween(before.committedKiB() * KIB, after.committedKiB() * KIB);
            assertThat(report.total().bytes(BlockState.LIVE) / KIB).isBetween(before.usedKiB(), after.usedKiB());
            assertThat(report.regions())
                    .extracting(region -> region.region().kind())
                    .contains("old", "humongous", "free");
            assertThat(report.highlights())
                    .singleElement()
                    .satisfies(said -> assertThat(said).contains("of the Java heap are resident and free"));
            assertThat(report.details().getFirst().rows().stream()
                            .mapToLong(row -> row.values().get(4))
                            .sum())
                    .isEqualTo(heap.resident(BlockState.CACHED) + heap.resident(BlockState.TOP))
                    .isGreaterThan(20 << 20);
        }
    }

    @ParameterizedTest
    @MethodSource("generations")
    void spacesOfGenerationsAreThoseOfTheMachine(Path java, String collector) {
        assumeTrue(Files.exists(java), java + " is not here");
        try (Target target = start(java, collector);
                ProcReader reader = new ProcReader(ProcRoot.host());
                LiveImage image = LiveImage.of(
                        ProcRoot.host(),
                        reader,
                        target.pid(),
                        reader.maps(target.pid()).toOptional().orElseThrow())) {
            List<Space> before = sorted(HeapInfo.of(java, target.pid()).spaces());
            HotSpotTable table = HotSpotTable.read(image, VmFields.WANTED).orElseThrow();
            JavaSpaces read = JavaSpaces.read(table, image::read).orElseThrow();
            List<Space> after = sorted(HeapInfo.of(java, target.pid()).spaces());
            assertThat(read.violations()).isEmpty();
            assertThat(read.collector().words()).isEqualTo(collector);
            assertThat(before).hasSize(4);
            assertThat(read.spaces()).hasSize(4);
            for (int i = 0; i < 4; i++) {
                Space space = read.spaces().get(i);
                assertThat(space.kind()).isEqualTo(before.get(i).kind());
                assertThat(space.start()).isEqualTo(before.get(i).start());
                assertThat(space.end()).isEqualTo(before.get(i).end());
                assertThat(space.top())
                        .isBetween(before.get(i).top(), after.get(i).top());
            }
            java(examined(target));
        }
    }

    @ParameterizedTest
    @MethodSource("machines")
    void ofTheHeapOfZTheCountersAreRead_andThatItsObjectsAreNotIsSaid(Path machine) {
        assumeTrue(Files.exists(machine), machine + " is not here");
        try (Target target = start(machine, "Z")) {
            HeapExamination examined = examined(target);
            assertThat(examined.heaps())
                    .extracting(heap -> heap.report().identity().allocator())
                    .containsExactly("HotSpot", "glibc");
            HeapAccount java = examined.heaps().getFirst();
            assertThat(java.report().regions()).isEmpty();
            assertThat(java.report().notes())
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .endsWith("where its objects lie is not");
            assertThat(figure(java, "used")).isBetween(20L << 20, figure(java, "committed"));
            assertThat(figure(java, "collections")).isGreaterThanOrEqualTo(0);
            assertThat(examined.ledger().bytes("JVM heap")).isGreaterThan(20 << 20);
        }
    }

    @ParameterizedTest
    @MethodSource("machines")
    void collectionsAreCounted(Path machine) {
        assumeTrue(Files.exists(machine), machine + " is not here");
        for (String collector : List.of("Serial", "Parallel", "G1")) {
            try (Target target = start(machine, collector)) {
                HeapAccount java = java(examined(target));
                // Holds fills far more than the least heap: it was collected.
                assertThat(figure(java, "collections")).as(collector).isPositive();
                assertThat(figure(java, "outside_eden")).as(collector).isLessThanOrEqualTo(figure(java, "used"));
                assertThat(figure(java, "in_collection")).as(collector).isBetween(0L, 1L);
            }
        }
    }

    private static long figure(HeapAccount account, String name) {
        return account.report().figures().stream()
                .filter(figure -> figure.name().equals(name))
                .mapToLong(Figure::value)
                .findFirst()
                .orElse(-1);
    }

    private static List<Space> sorted(List<Space> spaces) {
        return spaces.stream().sorted(Comparator.comparingLong(Space::start)).toList();
    }

    private static Target start(Path java, String collector) {
        Path source = Path.of(System.getProperty("lacuna.root"), "testbed/java/Holds.java");
        return Target.command(java.toString(), "-Xmx256m", "-Xms8m", "-XX:+Use" + collector + "GC", source.toString())
                .start();
    }

    private static HeapExamination examined(Target target) {
        return HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT);
    }

    /** The Java heap is there, and glibc's beside it; each byte counts once. */
    private static HeapAccount java(HeapExamination examined) {
        assertThat(examined.heaps())
                .extracting(heap -> heap.report().identity().allocator())
                .as(examined.gaps().toString())
                .containsExactly("HotSpot", "glibc");
        assertThat(examined.heaps())
                .allSatisfy(heap -> assertThat(heap.report().isConsistent()).isTrue());
        ResidentLedger ledger = examined.ledger();
        assertThat(ledger.leaves().stream()
                        .mapToLong(ResidentLedger.Leaf::bytes)
                        .sum())
                .isEqualTo(ledger.total());
        assertThat(ledger.bytes("Java heap, used")).isGreaterThan(20 << 20);
        return examined.heaps().getFirst();
    }
}
