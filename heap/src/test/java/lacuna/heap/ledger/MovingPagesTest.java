package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.call.Pace;
import lacuna.linux.call.PageSize;
import lacuna.linux.call.Residency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that come and go between two questions make no figure impossible. */
class MovingPagesTest {
    private static final long MIB = 1L << 20;
    private static final long SPARSE = 256 * MIB;

    @Test
    void aLargePieceIsToldAsAtTheFirstQuestion(@TempDir Path folder) throws IOException {
        try (Arena arena = Arena.ofConfined();
                FileChannel file = FileChannel.open(
                        folder.resolve("sparse"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                Residency residency = Residency.open(
                                (int) ProcessHandle.current().pid(), Pace.HASTY)
                        .toOptional()
                        .orElseThrow()) {
            MemorySegment sparse = file.map(FileChannel.MapMode.READ_WRITE, 0, SPARSE, arena);
            ResidentPages pages = new ResidentPages(residency, Optional::empty);
            long start = sparse.address();
            assertThat(pages.between(start, start + SPARSE)).isZero();
            for (long at = 0; at < SPARSE; at += 2 * MIB) {
                sparse.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
            }
            assertThat(pages.between(start, start + SPARSE)).isZero();
            assertThat(pages.between(start + MIB, start + SPARSE - MIB)).isZero();
            ResidentPages anew = new ResidentPages(residency, Optional::empty);
            assertThat(anew.between(start, start + SPARSE)).isPositive();
        }
    }

    @Test
    void aHoleThatLosesPagesWhileItIsSummedUpPinsNoLessThanNothing() {
        HoleSums holes = new HoleSums();
        ResidentBytes coming = new ResidentBytes() {
            private boolean wasAsked;

            @Override
            public long between(long start, long end) {
                boolean isThere = wasAsked;
                wasAsked = true;
                return isThere ? end - start : 0;
            }
        };
        long half = PageSize.BYTES / 2;
        holes.freed(half, 9 * PageSize.BYTES + half, coming);
        holes.close(coming);
        assertThat(holes.pinned()).isBetween(0L, PageSize.BYTES);
        assertThat(holes.pinnedSizes().bytes()).isEqualTo(holes.pinned());
        assertThat(holes.releasable()).isBetween(0L, 8 * PageSize.BYTES);
    }

    @Test
    void whatStaysIsNeverLessThanNothing() {
        Holes holes = new Holes(new SizeHistogram(), new SizeHistogram(), 50, 60, 500, 200, List.of());
        RegionResidence region = new RegionResidence(
                Map.of(BlockState.TOP, 100L, BlockState.FREE, 100L),
                holes,
                new SizeHistogram(),
                new SizeHistogram(),
                new PageOccupancy(),
                new Footprint(List.of()));
        assertThat(Kept.of(region)).isEqualTo(Kept.NOTHING);
        assertThat(Parked.NOTHING.plus(region).kept()).isZero();
    }
}
