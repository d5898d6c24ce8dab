package lacuna.heap.cpython;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RegionReport;
import lacuna.heap.cpython.PythonImageBuilder.Like;
import lacuna.heap.cpython.PythonImageBuilder.Wanted;
import lacuna.heap.image.CoreBuilder;
import lacuna.heap.ledger.HeapExamination;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interpreters as 3.12 has them, each with its lists within itself, at places that only the images here have. */
class BuiltEmbeddedStatesTest {
    private static final List<List<Wanted>> SOME =
            List.of(List.of(new Wanted(3, 7, 1), new Wanted(9, 30, 2)), List.of(new Wanted(20, 11, 5)));
    private static final long MAIN = PythonImageBuilder.DATA + 0x800;
    private static final long LISTS = PythonImageBuilder.LISTS - MAIN;
    private static final long HEAD = PythonImageBuilder.DATA + 0x3108;
    private static final long OTHERS = 0x7f50_0000_0018L;

    @TempDir
    private Path folder;

    private final PythonImageBuilder built = new PythonImageBuilder(Like.PYTHON_3_13, SOME);
    private BuiltState isolated;
    private CoreBuilder.Memory second;

    /** Numbers 0 (main), 2 (its own), 3 (shares the main one's); 1 has ended. */
    private void interpreters(long link) {
        built.data().word(MAIN + link, 0).word(MAIN + link + 8, 0);
        second = built.core().data(OTHERS & -4096, 0x3000);
        isolated = new BuiltState(
                        Like.PYTHON_3_13,
                        built.core(),
                        second,
                        OTHERS + LISTS,
                        0x7f60_0000_0010L,
                        0x7d00_0000_0000L,
                        SOME)
                .counted();
        long third = OTHERS + 0x10_0000;
        CoreBuilder.Memory legacy = built.core().data(third & -4096, 0x3000);
        for (int i = 0; i < 32; i++) {
            long head = third + LISTS + 16L * i - 16;
            legacy.word(head + 16, head).word(head + 24, head);
        }
        second.word(OTHERS + link, MAIN).word(OTHERS + link + 8, 2);
        legacy.word(third + link, OTHERS).word(third + link + 8, 3);
        built.data().word(HEAD, third).word(HEAD + 8, MAIN).word(HEAD + 16, 4);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0x1c8})
    void eachHasItsPools_whereverTheLinkOfTheListIs(long link) {
        interpreters(link);
        AllocatorReport report = examined();
        assertThat(report.isConsistent()).as(report.toString()).isTrue();
        assertThat(report.regions())
                .extracting(region -> region.region().name())
                .containsExactly("interpreter 0 (main)", "interpreter 2");
        assertThat(report.regions().stream().map(BuiltEmbeddedStatesTest::found))
                .isEqualTo(List.of(built.expected(), isolated.expected()));
        assertThat(report.notes())
                .containsExactly("interpreter 3 has no pools of its own: its objects count as the main one's");
    }

    @Test
    void whatAnEndedOneLeftIsFound() {
        interpreters(0);
        BuiltState left = new BuiltState(
                Like.PYTHON_3_13,
                built.core(),
                built.core().data(0x7f70_0000_0000L, 0x1000),
                0x7f70_0000_0010L,
                0x7f80_0000_0010L,
                0x7c00_0000_0000L,
                SOME);
        AllocatorReport report = examined();
        assertThat(report.isConsistent()).as(report.toString()).isTrue();
        assertThat(found(report.regions().getLast())).isEqualTo(left.expected());
    }

    @Test
    void aListThatDoesNotLeadToTheMainOneIsNoList() {
        interpreters(0);
        second.word(OTHERS, 0);
        AllocatorReport report = examined();
        assertThat(report.isConsistent()).isTrue();
        assertThat(report.regions())
                .extracting(region -> region.region().name())
                .containsExactly("interpreter");
    }

    @Test
    void hostileWordsNeverThrow() {
        interpreters(0x40);
        Random random = new Random(1);
        long[] hostile = {-1, 0, 1, MAIN, OTHERS, HEAD, Long.MIN_VALUE, 1L << 56, PythonImageBuilder.LISTS, 0x1000};
        for (int i = 0; i < 300; i++) {
            if (random.nextBoolean()) {
                built.data().word(HEAD + 8L * random.nextInt(3), hostile[random.nextInt(hostile.length)]);
            } else {
                second.word(OTHERS + 8L * random.nextInt(0x200), hostile[random.nextInt(hostile.length)]);
            }
            examined();
        }
    }

    private AllocatorReport examined() {
        return HeapExamination.ofCore(built.core().write(folder.resolve("core")))
                .heaps()
                .getFirst()
                .report();
    }

    private static Map<BlockState, Long> found(RegionReport region) {
        Map<BlockState, Long> found = new EnumMap<>(BlockState.class);
        region.tally().states().forEach((state, sum) -> found.put(state, sum.bytes()));
        return found;
    }
}
