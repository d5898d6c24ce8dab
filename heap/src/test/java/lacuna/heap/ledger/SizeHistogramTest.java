package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Every size has one class, and the classes lie side by side. */
class SizeHistogramTest {
    @Property(seed = "1")
    void aSizeIsInTheClassThatSpansIt(@ForAll @LongRange(min = 1, max = 1L << 56) long size) {
        SizeHistogram histogram = new SizeHistogram();
        histogram.add(size);
        assertThat(histogram.classes())
                .singleElement()
                .satisfies(only -> assertThat(size).isBetween(only.from(), only.to()));
    }

    @Example
    void eachClassBeginsWhereTheOneBeforeEnds() {
        for (int index = 1; index < 200; index++) {
            long last = SizeHistogram.lastOf(index - 1);
            assertThat(SizeHistogram.indexOf(last)).isEqualTo(index - 1);
            assertThat(SizeHistogram.indexOf(last + 1)).isEqualTo(index);
        }
    }

    @Example
    void allocatorsSizesUpToOneKibibyteHaveAClassOfTheirOwn() {
        SizeHistogram histogram = new SizeHistogram();
        histogram.add(32);
        histogram.add(48);
        histogram.add(48);
        assertThat(histogram.classes())
                .isEqualTo(List.of(
                        new SizeHistogram.SizeClass(17, 32, 1, 32), new SizeHistogram.SizeClass(33, 48, 2, 96)));
    }
}
