package lacuna.linux.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RunJoinerTest {
    record Run(long address, long pages, int flags) {}

    @Property(seed = "1")
    void pagesAddedOneByOneBecomeTheLongestRunsAndNoneIsLost(@ForAll List<@IntRange(max = 3) Integer> flagsByPage) {
        List<Run> runs = new ArrayList<>();
        RunJoiner joiner = new RunJoiner((address, pages, flags) -> runs.add(new Run(address, pages, flags)));
        for (int page = 0; page < flagsByPage.size(); page++) {
            if (flagsByPage.get(page) != 0) {
                joiner.add(page * PageSize.BYTES, 1, flagsByPage.get(page));
            }
        }
        joiner.flush();

        int[] restored = new int[flagsByPage.size()];
        for (Run run : runs) {
            for (long i = 0; i < run.pages(); i++) {
                restored[(int) (run.address() / PageSize.BYTES + i)] = run.flags();
            }
        }
        assertThat(restored)
                .containsExactly(flagsByPage.stream().mapToInt(flags -> flags).toArray());
        for (int i = 1; i < runs.size(); i++) {
            Run before = runs.get(i - 1);
            boolean touch = before.address() + before.pages() * PageSize.BYTES
                    == runs.get(i).address();
            assertThat(touch && before.flags() == runs.get(i).flags()).isFalse();
        }
    }
}
