package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.call.PageSize;
import lacuna.linux.proc.Mapping;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A picture that several threads draw is the one that a single thread draws. */
class DrawnWalkTest {
    private static final long BASE = 0x10_0000_0010L;
    private static final long REACH = 64L << 20;

    @Property(seed = "1", tries = 200)
    void partsOfAStripAreTheWhole(@ForAll long seed) {
        Random random = new Random(seed);
        List<long[]> blocks = blocks(random);
        ResidentBytes resident = present(random.nextLong());
        int pagesPerCell = 1 + random.nextInt(3);
        PageStrip whole = strip(resident, pagesPerCell);
        blocks.forEach(each -> whole.block(each[0], each[1], BlockState.values()[(int) each[2]]));
        PageStrip first = strip(resident, pagesPerCell);
        assertThat(poured(blocks, first, random)).isTrue();
        whole.finish();
        first.finish();
        for (PageLife life : PageLife.values()) {
            assertThat(first.pages(life)).as(life.words()).isEqualTo(whole.pages(life));
        }
        assertThat(cells(first)).isEqualTo(cells(whole));
        assertThat(first.footprint().named(0)).isEqualTo(whole.footprint().named(0));
    }

    /** Pours {@code blocks} into {@code first} and sinks behind it, which begin between two live blocks, and joins them. */
    private static boolean poured(List<long[]> blocks, BlockSink first, Random random) {
        BlockSink into = first;
        int parts = 0;
        for (int i = 0; i < blocks.size(); i++) {
            long[] each = blocks.get(i);
            int live = BlockState.LIVE.ordinal();
            if (i > 0 && each[2] == live && blocks.get(i - 1)[2] == live && random.nextInt(20) == 0) {
                Optional<BlockSink> behind = into.behind();
                if (behind.isEmpty()) {
                    return false;
                }
                into = behind.get();
                parts++;
            }
            into.block(each[0], each[1], BlockState.values()[(int) each[2]]);
        }
        for (int i = 0; i < parts; i++) {
            first.join();
        }
        return true;
    }

    private static List<long[]> blocks(Random random) {
        List<long[]> blocks = new ArrayList<>();
        long at = BASE;
        for (int i = 0; i < 600; i++) {
            long size = 32 + 16L * random.nextInt(random.nextInt(8) == 0 ? 4000 : 60);
            BlockState state =
                    random.nextInt(3) > 0 ? BlockState.LIVE : BlockState.values()[random.nextInt(BlockState.count())];
            blocks.add(new long[] {at, size, state.ordinal()});
            at += size;
        }
        return blocks;
    }

    /** Every fourth stretch of pages or so is absent. */
    private static ResidentBytes present(long salt) {
        return (start, end) -> {
            long sum = 0;
            for (long at = start; at < end; at = Math.min(end, (at & -PageSize.BYTES) + PageSize.BYTES)) {
                long next = Math.min(end, (at & -PageSize.BYTES) + PageSize.BYTES);
                sum += new Random(salt ^ (at >>> (PageSize.SHIFT + 2))).nextInt(4) > 0 ? next - at : 0;
            }
            return sum;
        };
    }

    private static PageStrip strip(ResidentBytes resident, int pagesPerCell) {
        Mapping mapping =
                new Mapping(BASE & -PageSize.BYTES, BASE + REACH, Mapping.READ | Mapping.WRITE, 0, 0, 0, 0, "", false);
        return new PageStrip(List.of(mapping), resident, new Claims(), pagesPerCell);
    }

    private static List<PageLife> cells(PageStrip strip) {
        return IntStream.range(0, strip.size()).mapToObj(strip::cell).toList();
    }
}
