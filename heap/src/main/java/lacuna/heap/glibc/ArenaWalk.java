package lacuna.heap.glibc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Team;
import lacuna.heap.block.Violations;
import lacuna.heap.glibc.Borders.Border;

/** One arena's walk: in parts, each by a thread, where that is faster; the sum of them is what one walk would have found. */
final class ArenaWalk {
    private final HeapTables tables;
    private final Arena arena;
    private final Violations violations;
    private final CachedChunks cached;
    private final CacheShapes shapes;

    ArenaWalk(HeapTables tables, Arena arena, CachedChunks cached, CacheShapes shapes, Violations violations) {
        this.tables = tables;
        this.arena = arena;
        this.cached = cached;
        this.shapes = shapes;
        this.violations = violations;
    }

    void walk(BlockSink sink, Team team) {
        List<HeapPiece> pieces = tables.pieces(arena, violations);
        boolean hasTop = arena.isIdle();
        LinkSums links = new LinkSums();
        if (!pieces.isEmpty()) {
            List<ArenaPart> parts = parts(pieces, sink, team);
            if (parts.size() == 1) {
                parts.getFirst().with(tables.stream());
            } else {
                team.share(parts, tables::newStream);
            }
            boolean follows = true;
            for (int i = 0; i < parts.size() && follows; i++) {
                ArenaPart part = parts.get(i);
                if (i > 0) {
                    sink.join();
                }
                violations.addAll(part.violations());
                links.add(part.links());
                hasTop |= part.hasTop();
                follows = part.hasMet();
            }
        }
        if (!hasTop) {
            violations.add("no walk meets the top chunk", arena.top());
        }
        if (arena.top() == 0) {
            // Up to 2.41 all is zero before the first use.
            return;
        }
        links.add(arena.bins());
        if (!links.agree()) {
            violations.add("the lists of free chunks and the walk disagree", arena.address());
        }
    }

    private List<ArenaPart> parts(List<HeapPiece> pieces, BlockSink sink, Team team) {
        ArenaPart.Whole whole = new ArenaPart.Whole(tables, arena, pieces, cached, shapes);
        HeapPiece first = pieces.getFirst();
        if (first.chunks() > first.start()) {
            sink.block(first.start(), first.chunks() - first.start(), BlockState.OVERHEAD);
        }
        List<ArenaPart> parts = new ArrayList<>();
        Border from = new Border(0, first.chunks());
        BlockSink into = sink;
        for (Border border : Borders.of(tables.glance(), arena, pieces, cached, team)) {
            Optional<BlockSink> behind = into.behind();
            if (behind.isEmpty()) {
                break;
            }
            parts.add(new ArenaPart(whole, from, border, into));
            from = border;
            into = behind.get();
        }
        parts.add(new ArenaPart(whole, from, Border.NONE, into));
        return parts;
    }
}
