package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Figure;
import lacuna.heap.block.Unit;
import lacuna.linux.text.ByteSize;

/** What a walk found, told: tables, figures and what stands out. */
final class PythonWords {
    private static final List<Detail.Column> CLASSES = List.of(
            new Detail.Column("size", Unit.BYTES),
            new Detail.Column("pools", Unit.COUNT),
            new Detail.Column("live", Unit.COUNT),
            new Detail.Column("free", Unit.COUNT),
            new Detail.Column("neverUsed", Unit.COUNT),
            new Detail.Column("used", Unit.PERMILLE),
            new Detail.Column("freeBytes", Unit.BYTES),
            new Detail.Column("wholeFreePages", Unit.BYTES));
    private static final List<Detail.Column> ARENAS = List.of(
            new Detail.Column("arenas", Unit.COUNT),
            new Detail.Column("live", Unit.COUNT),
            new Detail.Column("liveBytes", Unit.BYTES),
            new Detail.Column("freeBytes", Unit.BYTES));

    /** An arena with fewer blocks is pinned by few: a large one could hold thirty thousand of an ordinary size. */
    private static final int FEW = 4;

    private final PoolSums sums;
    private final PoolLayout layout;

    PythonWords(PoolSums sums, PoolLayout layout) {
        this.sums = sums;
        this.layout = layout;
    }

    List<Figure> figures() {
        return List.of(
                Figure.bytes("pool", layout.pool()),
                Figure.bytes("arena", layout.arena()),
                Figure.count("arenas", PoolSums.total(sums.arenas)),
                Figure.count("freePools", sums.freePools),
                Figure.count("neverUsedPools", sums.neverUsedPools),
                Figure.bytes("poolHeaders", sums.headers),
                Figure.bytes("quantisation", sums.quantisation),
                Figure.bytes("arenaAlignment", sums.alignment),
                Figure.bytes("wholeFreePages", sums.wholePageBytes()));
    }

    List<Detail> details() {
        List<Detail.Row> classes = new ArrayList<>();
        for (int i = 0; i < PoolLayout.CLASSES; i++) {
            if (sums.pools[i] > 0) {
                long size = PoolLayout.sizeOf(i);
                long slots = sums.live[i] + sums.freed[i] + sums.neverUsed[i];
                classes.add(new Detail.Row(
                        size - PoolLayout.CLASS_STEP + 1 + " to " + size,
                        List.of(
                                size,
                                sums.pools[i],
                                sums.live[i],
                                sums.freed[i],
                                sums.neverUsed[i],
                                slots == 0 ? 0 : sums.live[i] * 1000 / slots,
                                sums.freed[i] * size,
                                sums.wholePages[i])));
            }
        }
        List<Detail.Row> arenas = new ArrayList<>();
        for (int i = 0; i < PoolSums.STEPS; i++) {
            if (sums.arenas[i] > 0) {
                arenas.add(new Detail.Row(
                        PoolSums.stepName(i),
                        List.of(sums.arenas[i], sums.arenaBlocks[i], sums.arenaLive[i], sums.arenaFreed[i])));
            }
        }
        return List.of(
                new Detail("classes", "SIZE CLASSES OF PYTHON", CLASSES, classes),
                new Detail("arenas", "LIVE BLOCKS IN AN ARENA OF PYTHON", ARENAS, arenas));
    }

    List<String> highlights() {
        List<String> said = new ArrayList<>();
        long arenas = PoolSums.total(sums.arenas);
        long freePools = sums.freePools * layout.pool();
        long free = sums.freedBytes() + freePools;
        if (arenas == 0 || free <= sums.liveBytes() / 10) {
            return said;
        }
        long whole = sums.wholePageBytes() + freePools;
        said.add(ByteSize.of(free) + " freed stay in " + arenas
                + " arenas: one goes back only when nothing in it lives");
        said.add(ByteSize.of(whole)
                + (whole * 2 > free
                        ? " of that are whole free pages: PYTHONMALLOC=malloc with an allocator that returns pages can help"
                        : " of that are whole free pages: no other allocator would give more back"));
        long pinned = 0;
        long blocks = 0;
        for (int i = 1; i < FEW; i++) {
            pinned += sums.arenas[i];
            blocks += sums.arenaBlocks[i];
        }
        if (pinned > 0) {
            said.add(pinned + " arenas (" + ByteSize.of(pinned * layout.arena()) + ") are kept by " + blocks
                    + " live blocks in all");
        }
        return said;
    }
}
