package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.call.PageSize;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** How full pages are, against counting each byte. */
class RegionPagesTest {
    private static final long PAGE = PageSize.BYTES;
    private static final long BASE = 0x10_0000_0000L;

    @Property(seed = "1")
    void occupancyCountsEveryResidentPageOnce(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 700) Integer> sizes) {
        ResidentBytes all = (start, end) -> end - start;
        PageOccupancy occupancy = new PageOccupancy();
        long at = BASE + 64;
        long[] used = new long[64];
        for (int i = 0; i < sizes.size(); i++) {
            long end = at + 16L * sizes.get(i);
            boolean isUsed = i % 2 == 0;
            occupancy.add(at, end, isUsed, all);
            for (long b = at; isUsed && b < end; b += 16) {
                used[(int) ((b - BASE) / PAGE)] += 16;
            }
            at = end;
        }
        occupancy.finish(all);
        long[] expected = new long[17];
        for (int page = 0; page <= (at - 1 - BASE) / PAGE; page++) {
            expected[(int) ((used[page] * 16 + PAGE - 1) / PAGE)]++;
        }
        assertThat(occupancy.pages().stream().mapToLong(Long::longValue).toArray())
                .isEqualTo(expected);
    }

    @Example
    void anAbsentPageIsNotCounted() {
        PageOccupancy occupancy = new PageOccupancy();
        ResidentBytes none = (_, _) -> 0;
        occupancy.add(BASE, BASE + 10 * PAGE, true, none);
        occupancy.finish(none);
        assertThat(occupancy.pages()).allMatch(count -> count == 0);
    }
}
