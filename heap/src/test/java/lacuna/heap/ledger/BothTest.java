package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import lacuna.heap.block.BlockRun;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import org.junit.jupiter.api.Test;

/** An account and a picture at once are filled as each of them is alone. */
class BothTest {
    /** Counts how it is filled. */
    private static final class Counting implements BlockSink {
        private final boolean shares;
        private int runs;
        private int joins;

        Counting(boolean shares) {
            this.shares = shares;
        }

        @Override
        public void block(long address, long size, BlockState state) {}

        @Override
        public void run(BlockRun run) {
            runs++;
        }

        @Override
        public Optional<BlockSink> behind() {
            return shares ? Optional.of(new Counting(true)) : Optional.empty();
        }

        @Override
        public void join() {
            joins++;
        }
    }

    @Test
    void runsComeWhole() {
        Counting one = new Counting(true);
        Counting other = new Counting(true);
        new Accounting.Both(one, other).run(new BlockRun());
        assertThat(one.runs).isEqualTo(1);
        assertThat(other.runs).isEqualTo(1);
    }

    @Test
    void whatLiesBehindIsSharedWhereBothShareIt() {
        Counting one = new Counting(true);
        Counting other = new Counting(true);
        Accounting.Both both = new Accounting.Both(one, other);
        assertThat(both.behind()).isPresent();
        both.join();
        assertThat(one.joins + other.joins).isEqualTo(2);
        assertThat(new Accounting.Both(one, new Counting(false)).behind()).isEmpty();
    }
}
