package lacuna.heap.cpython;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Violation;
import lacuna.heap.cpython.PythonImageBuilder.Wanted;
import lacuna.heap.image.CoreBuilder;
import lacuna.heap.image.CoreImage;
import lacuna.heap.ledger.BuiltCore;
import lacuna.linux.proc.Mapping;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever interpreters there are, each has its own pools; whatever their list says, the walk ends and tells what it found. */
class BuiltInterpretersTest {
    private static final List<List<Wanted>> SOME =
            List.of(List.of(new Wanted(3, 7, 1), new Wanted(9, 30, 2)), List.of(new Wanted(20, 11, 5)));
    private static final String BROKEN = "the list of interpreters is broken";

    @Property(tries = 40, seed = "1")
    void eachByteOfEachInterpreterIsFoundInItsState(@ForAll long seed, @ForAll @IntRange(max = 5) int more) {
        Random random = new Random(seed);
        RuntimeBuilder built = new RuntimeBuilder(pools(random));
        for (int i = 0; i < more; i++) {
            if (random.nextInt(3) == 0) {
                built.legacy();
            } else {
                built.isolated(pools(random));
            }
        }
        AllocatorReport report = examined(built.build()).orElseThrow();
        assertThat(report.isConsistent()).as(report.toString()).isTrue();
        assertThat(report.regions().stream().map(BuiltInterpretersTest::found)).isEqualTo(built.expected());
    }

    @Example
    void theirNumbersAreTheirNames_andWhoSharesIsNamedInANote() {
        RuntimeBuilder built = new RuntimeBuilder(SOME).legacy().isolated(SOME).legacy();
        AllocatorReport report = examined(built.build()).orElseThrow();
        assertThat(report.regions())
                .extracting(region -> region.region().name())
                .containsExactly("interpreter 0 (main)", "interpreter 2");
        assertThat(report.notes())
                .containsExactly("interpreters 1, 3 have no pools of their own: their objects count as the main one's");
    }

    @Example
    void whatAnEndedInterpreterLeftIsFoundByTheTableOfItsArenas() {
        RuntimeBuilder built =
                new RuntimeBuilder(SOME).isolated(SOME).ended(SOME).ended(SOME);
        AllocatorReport report = examined(built.build()).orElseThrow();
        assertThat(report.isConsistent()).as(report.toString()).isTrue();
        assertThat(report.regions())
                .extracting(region -> region.region().name())
                .containsExactly("interpreter 0 (main)", "interpreter 1", "interpreters that have ended");
        assertThat(found(report.regions().getLast()))
                .isEqualTo(RuntimeBuilder.sum(built.expected().subList(2, 4)));
        assertThat(report.highlights().getFirst()).startsWith("4.0 MiB in 4 arenas were left by interpreters");
    }

    @Example
    void whatEndedInterpretersLeftIsToldFirstOnlyWhereItIsMuch() {
        List<List<Wanted>> many = Collections.nCopies(21, List.of(new Wanted(3, 60, 1)));
        RuntimeBuilder built = new RuntimeBuilder(many).ended(SOME);
        List<String> said = examined(built.build()).orElseThrow().highlights();
        assertThat(said).hasSizeGreaterThan(1);
        assertThat(said.getLast()).contains("left by interpreters");
    }

    @Example
    void anArenaThatCameWhileTheyWereLookedForIsNotLeft() throws IOException {
        RuntimeBuilder built = new RuntimeBuilder(SOME).isolated(SOME).isolated(SOME);
        Path file = Files.createTempFile("built", ".core");
        try {
            Files.write(file, built.build());
            try (CoreImage image = CoreImage.open(file)) {
                Place.Tables first = tables(built.state(0));
                Place.Tables second = tables(built.state(1));
                long[] starts = starts(image);
                long[] ends = ends(image);
                assertThat(LeftArenas.in(starts, ends, image::read, List.of(first), () -> List.of(first)))
                        .contains(built.state(1).tableAt(), built.state(1).tableAt() + 48);
                assertThat(LeftArenas.in(starts, ends, image::read, List.of(first), () -> List.of(first, second)))
                        .doesNotContain(built.state(1).tableAt(), built.state(1).tableAt() + 48)
                        .isNotEmpty();
            }
        } finally {
            Files.delete(file);
        }
    }

    private static long[] starts(CoreImage image) {
        return image.mappings().stream().mapToLong(Mapping::start).toArray();
    }

    private static long[] ends(CoreImage image) {
        return image.mappings().stream().mapToLong(Mapping::end).toArray();
    }

    private static Place.Tables tables(BuiltState state) {
        return new Place.Tables(
                PoolLayout.LARGE, state.lists(), state.lists() + 0x200, Place.Counting.BY_STATE, List.of());
    }

    @Example
    void anEntryWhosePoolsDisagreeIsNoArena() {
        RuntimeBuilder built = new RuntimeBuilder(SOME).ended(SOME);
        long pool = built.state(0).pools().getFirst();
        built.state(0).memoryOf(pool).half(pool + 32, 7);
        AllocatorReport report = examined(built.build()).orElseThrow();
        assertThat(report.isConsistent()).isTrue();
        assertThat(report.regions().getLast().region().system()).isEqualTo(1 << 20);
    }

    @Example
    void anOldCopyOfATableIsNotCountedTwice() {
        RuntimeBuilder built = new RuntimeBuilder(SOME).isolated(SOME).ended(SOME);
        for (int state = 0; state < 2; state++) {
            BuiltState from = built.state(state);
            for (int arena = 0; arena < 2; arena++) {
                from.entryAgain(arena, 8 + arena);
            }
        }
        // The copy in the table in use is a second entry for the same arena: that is told, and counts once.
        AllocatorReport report = examined(built.build()).orElseThrow();
        assertThat(report.regions().get(1).violations())
                .extracting(Violation::what)
                .contains("two arenas overlap");
        assertThat(report.regions().getLast().isConsistent()).isTrue();
        assertThat(found(report.regions().getLast())).isEqualTo(built.expected().getLast());
    }

    @Example
    void aPageOfAnInterpreterThatIsNotThereIsNoDamage() {
        AllocatorReport report =
                examined(new RuntimeBuilder(SOME).withAnAbsentPage().build()).orElseThrow();
        assertThat(report.isConsistent()).as(report.toString()).isTrue();
        assertThat(report.regions())
                .extracting(region -> region.region().name())
                .containsExactly("interpreter 0 (main)");
    }

    @Example
    void anOlderInterpreterBeforeANewerOneIsNoListOfPythons() {
        RuntimeBuilder built = new RuntimeBuilder(SOME).isolated(SOME).isolated(SOME);
        built.memory().word(built.address(1) + RuntimeBuilder.ID, 5);
        AllocatorReport report = examined(built.build()).orElseThrow();
        assertThat(report.regions().getFirst().violations())
                .extracting(Violation::what)
                .containsExactly(BROKEN);
    }

    @Example
    void aListThatLeadsBackIntoItselfEnds_andIsToldAsBroken() {
        RuntimeBuilder built = new RuntimeBuilder(SOME).isolated(SOME).isolated(SOME);
        built.memory().word(built.address(1) + RuntimeBuilder.NEXT, built.address(2));
        AllocatorReport report = examined(built.build()).orElseThrow();
        assertThat(report.regions().getFirst().violations())
                .extracting(Violation::what)
                .containsExactly(BROKEN);
        // What was reached before counts.
        assertThat(report.regions().stream().map(BuiltInterpretersTest::found)).isEqualTo(built.expected());
    }

    @Example
    void aListThatLeadsNowhereEnds_andIsToldAsBroken() {
        RuntimeBuilder built = new RuntimeBuilder(SOME).isolated(SOME).isolated(SOME);
        built.memory().word(built.address(2) + RuntimeBuilder.NEXT, 0x1234_5678_9000L);
        AllocatorReport report = examined(built.build()).orElseThrow();
        assertThat(report.regions().getFirst().violations())
                .extracting(Violation::what)
                .containsExactly(BROKEN);
        assertThat(report.regions())
                .extracting(region -> region.region().name())
                .containsExactly("interpreter 0 (main)", "interpreter 2");
    }

    @Example
    void anInterpreterWhoseListsAreOverwrittenIsToldOf() {
        RuntimeBuilder built = new RuntimeBuilder(SOME).isolated(SOME).isolated(SOME);
        built.memoryOfState(0).word(built.state(0).lists() + 64, 12345);
        AllocatorReport report = examined(built.build()).orElseThrow();
        assertThat(report.regions().getFirst().violations())
                .extracting(Violation::what)
                .containsExactly("an interpreter's lists of pools cannot be read");
        assertThat(report.regions())
                .extracting(region -> region.region().name())
                .containsExactly("interpreter 0 (main)", "interpreter 2");
    }

    @Example
    void anInterpreterThatHasNoArenaYetIsNoDamage() {
        RuntimeBuilder built = new RuntimeBuilder(SOME).isolated(List.of());
        long lists = built.state(0).lists();
        built.memoryOfState(0).word(lists + 0x200, 0).half(lists + 0x208, 0);
        AllocatorReport report = examined(built.build()).orElseThrow();
        assertThat(report.isConsistent()).as(report.toString()).isTrue();
        assertThat(report.regions().getLast().region().system()).isZero();
    }

    @Example
    void ofTwoWordsThatLeadToTheMainPoolsTheOneThatLeadsToTheOthersCounts() {
        RuntimeBuilder built = new RuntimeBuilder(SOME).isolated(SOME);
        built.data().word(RuntimeBuilder.MAIN + 0x100, PythonImageBuilder.LISTS);
        AllocatorReport report = examined(built.build()).orElseThrow();
        assertThat(report.isConsistent()).as(report.toString()).isTrue();
        assertThat(report.regions().stream().map(BuiltInterpretersTest::found)).isEqualTo(built.expected());
    }

    @Property(tries = 200, seed = "1")
    void hostileWordsInTheListNeverThrow_andNoByteIsToldTwice(@ForAll long seed) {
        Random random = new Random(seed);
        RuntimeBuilder built =
                new RuntimeBuilder(SOME).isolated(SOME).legacy().ended(SOME).isolated(SOME);
        long[] hostile = {
            -1,
            0,
            1,
            8,
            Long.MIN_VALUE,
            Long.MAX_VALUE & -8,
            1L << 56,
            RuntimeBuilder.MAIN,
            PythonImageBuilder.LISTS,
            built.address(1),
            built.address(3),
            built.state(0).lists(),
            built.state(2).lists(),
            built.state(1).tableAt(),
            0x10_0000
        };
        for (int writes = 1 + random.nextInt(6); writes > 0; writes--) {
            long word = hostile[random.nextInt(hostile.length)];
            int id = 1 + random.nextInt(built.count() - 1);
            int[] fields = {RuntimeBuilder.ID, RuntimeBuilder.NEXT, RuntimeBuilder.POOLS};
            int field = fields[random.nextInt(fields.length)];
            BuiltState state = built.state(random.nextInt(3));
            switch (random.nextInt(6)) {
                case 0 -> built.data().word(RuntimeBuilder.RUNTIME + 8L * random.nextInt(9), word);
                case 1 -> built.data().word(RuntimeBuilder.HEAD + 8L * random.nextInt(3), word);
                case 2 -> built.data().word(RuntimeBuilder.MAIN + field, word);
                case 3 -> state.table().word(state.tableAt() + 8L * random.nextInt(96), word);
                case 4 -> built.memoryOfState(0).word(built.state(0).lists() + 8L * random.nextInt(140), word);
                default -> built.memory().word(built.address(id) + field, word);
            }
        }
        examined(built.build()).ifPresent(report -> {
            if (report.isConsistent()) {
                List<Map<BlockState, Long>> expected = built.expected();
                assertThat(report.regions().stream().map(BuiltInterpretersTest::found))
                        .allSatisfy(each -> assertThat(each).isIn(all(expected)));
            }
        });
    }

    @Property(tries = 100, seed = "1")
    void flippedBitsNeverThrow(@ForAll long seed) {
        Random random = new Random(seed);
        RuntimeBuilder built =
                new RuntimeBuilder(SOME).isolated(SOME).ended(SOME).legacy();
        byte[] core = built.build();
        for (int flips = 1 + random.nextInt(200); flips > 0; flips--) {
            core[random.nextInt(core.length)] ^= (byte) (1 << random.nextInt(8));
        }
        examined(core);
    }

    @Example
    void aListLongerThanAnyEndsSomewhere() {
        int many = 20_000;
        RuntimeBuilder built = new RuntimeBuilder(SOME);
        long first = 0x7f40_0000_0000L;
        CoreBuilder.Memory memory = built.more(first, (long) many * RuntimeBuilder.SIZE);
        for (int i = 0; i < many; i++) {
            long at = first + (long) i * RuntimeBuilder.SIZE;
            memory.word(at + RuntimeBuilder.ID, i + 1)
                    .word(at + RuntimeBuilder.NEXT, i == 0 ? RuntimeBuilder.MAIN : at - RuntimeBuilder.SIZE)
                    .word(at + RuntimeBuilder.POOLS, PythonImageBuilder.LISTS);
        }
        built.data().word(RuntimeBuilder.HEAD, first + (many - 1L) * RuntimeBuilder.SIZE);
        AllocatorReport report = examined(built.build()).orElseThrow();
        assertThat(report.regions()).hasSize(1);
        assertThat(report.regions().getFirst().violations())
                .extracting(Violation::what)
                .containsExactly(BROKEN);
    }

    private static List<Map<BlockState, Long>> all(List<Map<BlockState, Long>> parts) {
        // Without its lists an interpreter that lives is one that has ended, and both of those are one region.
        List<Map<BlockState, Long>> all = new ArrayList<>(parts);
        for (int from = 0; from < parts.size(); from++) {
            for (int other = from + 1; other < parts.size(); other++) {
                all.add(RuntimeBuilder.sum(List.of(parts.get(from), parts.get(other))));
            }
        }
        all.add(RuntimeBuilder.sum(parts.subList(1, parts.size())));
        all.add(Map.of());
        return all;
    }

    private static List<List<Wanted>> pools(Random random) {
        List<Wanted> more = random.ints(random.nextInt(20), -1, 32)
                .mapToObj(size -> new Wanted(size, 2 + random.nextInt(1100), random.nextInt(1000)))
                .toList();
        return more.isEmpty() ? SOME : List.of(SOME.getFirst(), more);
    }

    private static Map<BlockState, Long> found(RegionReport region) {
        Map<BlockState, Long> found = new EnumMap<>(BlockState.class);
        region.tally().states().forEach((state, sum) -> found.put(state, sum.bytes()));
        return found;
    }

    private static Optional<AllocatorReport> examined(byte[] core) {
        return BuiltCore.heaps(core).stream().findFirst();
    }
}
