package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageOccupancyTest {
    @Test
    void aBlockOfNoBytesIsOnNoPage() {
        PageOccupancy occupancy = new PageOccupancy();
        occupancy.add(4096, 4096, true, HeapExamination.ALL_RESIDENT);
        occupancy.finish(HeapExamination.ALL_RESIDENT);
        assertThat(occupancy.pages()).containsOnly(0L);
    }

    @Test
    void whereBlocksLieOverEachOtherAPageHoldsNoMoreThanItself() {
        PageOccupancy occupancy = new PageOccupancy();
        occupancy.add(0, 4096, true, HeapExamination.ALL_RESIDENT);
        occupancy.add(0, 4096, true, HeapExamination.ALL_RESIDENT);
        occupancy.finish(HeapExamination.ALL_RESIDENT);
        assertThat(occupancy.pages().getLast()).isEqualTo(1);
        assertThat(occupancy.pages().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    }
}
