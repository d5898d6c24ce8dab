package lacuna.heap.musl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.RegionReport;
import lacuna.heap.image.LiveImage;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.map.MapOptions;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Musl;
import lacuna.testbed.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program with musl counts by itself is what the walk finds. */
class MuslHeapTest {
    @BeforeEach
    void muslIsHere() {
        assumeTrue(Musl.isHere(), "musl-tools is not installed");
    }

    @ParameterizedTest
    @EnumSource
    void theProgramsBlocksAreThoseThatLive(Musl musl) {
        try (Target target = musl.c("counted.c", "60000").start()) {
            HeapExamination examined =
                    HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
            assertThat(examined.heaps()).hasSize(1);
            var report = examined.heaps().getFirst().report();
            assertThat(report.isConsistent()).as(report.toString()).isTrue();
            assertThat(report.identity().allocator()).isEqualTo("musl");
            assertThat(report.identity().isConfirmed()).isTrue();
            assertThat(report.total().blocks(BlockState.LIVE)).isEqualTo(target.number("live"));
            assertThat(report.total().bytes(BlockState.LIVE)).isGreaterThan(target.number("requested"));
            assertThat(report.details().getFirst().rows().stream()
                            .mapToLong(row -> row.values().get(3))
                            .sum())
                    .isEqualTo(target.number("live"));
            ResidentLedger ledger = examined.ledger();
            assertThat(ledger.leaves().stream()
                            .mapToLong(ResidentLedger.Leaf::bytes)
                            .sum())
                    .isEqualTo(ledger.total());
            assertThat(ledger.bytes(ResidentLedger.UNATTRIBUTED)).isLessThan(64 << 10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachPointerOfTheProgramLiesInALiveBlockOfItsOwn(Musl musl) {
        try (Target target = musl.c("counted.c", "20000").start();
                ProcReader reader = new ProcReader(ProcRoot.host());
                LiveImage image = LiveImage.of(
                        ProcRoot.host(),
                        reader,
                        target.pid(),
                        reader.maps(target.pid()).toOptional().orElseThrow());
                Arena arena = Arena.ofConfined()) {
            TreeMap<Long, Long> live = new TreeMap<>();
            RecognisedHeap heap = new MuslAllocator().recognise(image).getFirst();
            RegionReport report = heap.walk(heap.regions().getFirst(), (address, size, state) -> {
                if (state == BlockState.LIVE) {
                    live.put(address, size);
                }
            });
            assertThat(report.isConsistent()).isTrue();
            int count = Math.toIntExact(target.number("held_count"));
            MemorySegment pointers = arena.allocate(8L * count, 8);
            assertThat(image.read(target.number("held_at"), pointers, 8 * count))
                    .isEqualTo(8 * count);
            for (int i = 0; i < count; i++) {
                long pointer = pointers.getAtIndex(ValueLayout.JAVA_LONG, i);
                if (pointer != 0) {
                    Map.Entry<Long, Long> block = live.floorEntry(pointer);
                    assertThat(block).as("pointer 0x%x", pointer).isNotNull();
                    assertThat(pointer).isLessThan(block.getKey() + block.getValue());
                    live.remove(block.getKey());
                }
            }
            assertThat(live).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHeapThatChangesIsReadFromOneMoment(Musl musl) {
        HeapOptions patient = new HeapOptions(Duration.ofSeconds(2), MapOptions.DEFAULT);
        try (Target target = musl.c("churning.c", "2", "5000").start()) {
            Eventually.holds(() -> {
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), patient);
                return examined.pauses().count() > 0
                        && examined.heaps().getFirst().report().isConsistent();
            });
        }
    }
}
