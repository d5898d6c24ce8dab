package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.heap.block.ResidentBytes;
import org.junit.jupiter.api.Test;

class PageOccupancyTest {
    private static final ResidentBytes ALL = (start, end) -> end - start;

    @Test
    void aBlockOfNoBytesIsOnNoPage() {
        PageOccupancy occupancy = new PageOccupancy();
        occupancy.add(4096, 4096, true, ALL);
        occupancy.finish(ALL);
        assertThat(occupancy.pages()).containsOnly(0L);
    }

    @Test
    void whereBlocksLieOverEachOtherAPageHoldsNoMoreThanItself() {
        PageOccupancy occupancy = new PageOccupancy();
        occupancy.add(0, 4096, true, ALL);
        occupancy.add(0, 4096, true, ALL);
        occupancy.finish(ALL);
        assertThat(occupancy.pages().getLast()).isEqualTo(1);
        assertThat(occupancy.pages().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    }
}
