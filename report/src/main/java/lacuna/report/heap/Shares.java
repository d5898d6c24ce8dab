package lacuna.report.heap;

import java.util.List;
import java.util.Locale;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Tally;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.RegionResidence;

/** The shares of a heap that are told, in bytes and in resident bytes; both kinds of caches are one share. */
enum Shares {
    LIVE,
    CACHED,
    FREE,
    TOP,
    OVERHEAD,
    FOREIGN;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private List<BlockState> states() {
        return switch (this) {
            case LIVE -> List.of(BlockState.LIVE);
            case CACHED -> List.of(BlockState.THREAD_CACHED, BlockState.CACHED);
            case FREE -> List.of(BlockState.FREE);
            case TOP -> List.of(BlockState.TOP);
            case OVERHEAD -> List.of(BlockState.OVERHEAD);
            case FOREIGN -> List.of(BlockState.FOREIGN);
        };
    }

    long bytes(Tally tally) {
        return states().stream().mapToLong(tally::bytes).sum();
    }

    long blocks(Tally tally) {
        return states().stream().mapToLong(tally::blocks).sum();
    }

    long resident(RegionResidence region) {
        return states().stream().mapToLong(region::resident).sum();
    }

    long resident(HeapAccount heap) {
        return heap.residences().stream().mapToLong(this::resident).sum();
    }
}
