package lacuna.heap.glibc;

import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Violations;

/** One arena's walk, piece by piece. */
final class ArenaWalk {
    private final HeapTables tables;
    private final Arena arena;
    private final Violations violations;
    private final LinkSums links = new LinkSums();
    private final ChunkWalk chunks;

    ArenaWalk(HeapTables tables, Arena arena, CachedChunks cached, CacheShapes shapes, Violations violations) {
        this.tables = tables;
        this.arena = arena;
        this.violations = violations;
        this.chunks = new ChunkWalk(tables.stream(), cached, shapes, violations, links);
    }

    void walk(BlockSink sink) {
        boolean hasTop = arena.isIdle();
        for (HeapPiece piece : tables.pieces(arena, violations)) {
            if (piece.chunks() > piece.start()) {
                sink.block(piece.start(), piece.chunks() - piece.start(), BlockState.OVERHEAD);
            }
            hasTop |= piece(piece, sink);
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

    private boolean piece(HeapPiece piece, BlockSink sink) {
        long at = piece.chunks();
        while (true) {
            ChunkWalk.End end = chunks.walk(at, piece.end(), arena.top(), sink);
            if (end != ChunkWalk.End.FENCE) {
                return end == ChunkWalk.End.TOP;
            }
            long fence = chunks.endedAt();
            if (tables.kindOf(arena) == RegionKind.THREAD) {
                if (fence != piece.end()) {
                    violations.add("a heap ends before its end", fence);
                }
                return false;
            }
            if (fence >= piece.end()) {
                return false;
            }
            at = tables.mainHeaps().nextPiece(fence, piece.end(), arena.top());
            if (at < 0) {
                return false;
            }
            if (at > fence) {
                sink.block(fence, at - fence, BlockState.FOREIGN);
            }
        }
    }
}
