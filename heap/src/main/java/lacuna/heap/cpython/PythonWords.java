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

    private static final List<Detail.Column> INTERPRETERS = List.of(
            new Detail.Column("arenas", Unit.COUNT),
            new Detail.Column("pools", Unit.COUNT),
            new Detail.Column("freePools", Unit.COUNT),
            new Detail.Column("live", Unit.COUNT),
            new Detail.Column("liveBytes", Unit.BYTES),
            new Detail.Column("freeBytes", Unit.BYTES),
            new Detail.Column("wholeFreePages", Unit.BYTES));

    /** An arena with fewer blocks is pinned by few: a large one could hold thirty thousand of an ordinary size. */
    private static final int FEW = 4;
    /** What is less than this part of all arenas stands behind the rest. */
    private static final int LITTLE = 10;

    /** An owner of arenas, and what the walk found of it. */
    record Part(Owner owner, PoolSums sums) {}

    private final List<Part> parts;
    private final PoolSums sums;
    private final PoolLayout layout;

    /** All owners of arenas, one at the least. */
    PythonWords(List<Part> parts) {
        this.parts = parts;
        this.sums = PoolSums.of(parts.stream().map(Part::sums).toList());
        this.layout = parts.getFirst().owner().place().layout();
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
        List<Detail> details = new ArrayList<>(List.of(
                new Detail("classes", "SIZE CLASSES OF PYTHON", CLASSES, classes),
                new Detail("arenas", "LIVE BLOCKS IN AN ARENA OF PYTHON", ARENAS, arenas)));
        if (parts.size() > 1) {
            details.add(interpreters());
        }
        return details;
    }

    private Detail interpreters() {
        List<Detail.Row> rows = new ArrayList<>();
        for (Part part : parts) {
            PoolSums its = part.sums();
            rows.add(new Detail.Row(
                    part.owner().name(),
                    List.of(
                            PoolSums.total(its.arenas),
                            PoolSums.total(its.pools),
                            its.freePools,
                            PoolSums.total(its.live),
                            its.liveBytes(),
                            its.freedBytes() + its.freePools * layout.pool(),
                            its.wholePageBytes() + its.freePools * layout.pool())));
        }
        return new Detail("interpreters", "INTERPRETERS OF PYTHON", INTERPRETERS, rows);
    }

    List<String> highlights() {
        List<String> said = new ArrayList<>(freed());
        for (Part part : parts) {
            if (part.owner().kind().equals(Owner.ENDED)) {
                boolean isMuch = PoolSums.total(part.sums().arenas) * LITTLE >= PoolSums.total(sums.arenas);
                said.add(isMuch ? 0 : said.size(), left(part.sums()));
            }
        }
        return said;
    }

    private List<String> freed() {
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

    /** What no interpreter has any more, nobody can free: neither a call nor the garbage collector reaches it. */
    private String left(PoolSums ended) {
        long arenas = PoolSums.total(ended.arenas);
        return ByteSize.of(arenas * layout.arena()) + " in " + arenas
                + " arenas were left by interpreters that have ended, with "
                + PoolSums.total(ended.live) + " blocks (" + ByteSize.of(ended.liveBytes())
                + ") that were not freed: nothing but the end of the process frees them; keep interpreters for reuse";
    }
}
