package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import lacuna.heap.block.BlockState;
import lacuna.heap.block.RegionReport;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

/** Advice to the kernel splits the mapping of a large block behind its header. */
class AdvisedTest {
    @Test
    void aBlockThatLiesInTwoMappingsIsOne() {
        try (Target target = Target.c("advised.c", "5", "9").start()) {
            HeapExamination examined = Soundness.undisturbed(target.pid());
            RegionReport mapped = Soundness.assertConsistent(examined).regions().getLast();
            assertThat(mapped.region().kind()).isEqualTo("mapped");
            assertThat(mapped.tally().blocks(BlockState.LIVE)).isEqualTo(target.number("blocks"));
            assertThat(mapped.tally().bytes(BlockState.LIVE))
                    .isBetween(5 * target.number("bytes_each"), 5 * (target.number("bytes_each") + 8192));
        }
    }
}
