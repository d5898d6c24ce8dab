package lacuna.report.heap;

import java.util.List;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Tally;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.RegionResidence;

/** The shares of a heap that are told, in bytes and in resident bytes; both kinds of caches are one share. */
enum Shares {
    LIVE("live"),
    CACHED("cached"),
    FREE("free"),
    TOP("top"),
    LAZILY_FREED("lazilyFreed"),
    GIVEN_BACK("givenBack"),
    OVERHEAD("overhead"),
    FOREIGN("foreign");

    private final String word;

    Shares(String word) {
        this.word = word;
    }

    /** As it stands in JSON. */
    String word() {
        return word;
    }

    private List<BlockState> states() {
        return switch (this) {
            case LIVE -> List.of(BlockState.LIVE);
            case CACHED -> List.of(BlockState.THREAD_CACHED, BlockState.CACHED);
            case FREE -> List.of(BlockState.FREE);
            case TOP -> List.of(BlockState.TOP);
            case LAZILY_FREED -> List.of(BlockState.LAZILY_FREED);
            case GIVEN_BACK -> List.of(BlockState.GIVEN_BACK);
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
