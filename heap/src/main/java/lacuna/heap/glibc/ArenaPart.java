package lacuna.heap.glibc;

import java.util.List;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Team;
import lacuna.heap.block.Violations;
import lacuna.heap.glibc.Borders.Border;

/** The walk over a part of an arena: from one border to the next, or to the end where it never meets the next. */
final class ArenaPart implements Team.Work<MemoryWindow> {
    /** What is the same for all parts of an arena. */
    record Whole(HeapTables tables, Arena arena, List<HeapPiece> pieces, CachedChunks cached, CacheShapes shapes) {}

    private final Whole whole;
    private final Border from;
    private final Border to;
    private final BlockSink sink;
    private final Violations violations = new Violations();
    private final LinkSums links = new LinkSums();
    private boolean hasTop;
    private boolean hasMet;

    ArenaPart(Whole whole, Border from, Border to, BlockSink sink) {
        this.whole = whole;
        this.from = from;
        this.to = to;
        this.sink = sink;
    }

    Violations violations() {
        return violations;
    }

    LinkSums links() {
        return links;
    }

    /** Whether the top chunk lies in it. */
    boolean hasTop() {
        return hasTop;
    }

    /** Whether it ends where the next part begins: then that one is right, too. */
    boolean hasMet() {
        return hasMet;
    }

    @Override
    public void with(MemoryWindow memory) {
        ChunkWalk chunks = new ChunkWalk(
                memory,
                ChunkHeader.markOf(whole.tables().kindOf(whole.arena())),
                whole.cached(),
                whole.shapes(),
                violations,
                links);
        for (int i = from.piece(); i < whole.pieces().size() && !hasMet; i++) {
            HeapPiece piece = whole.pieces().get(i);
            boolean isFirst = i == from.piece();
            if (!isFirst && piece.chunks() > piece.start()) {
                sink.block(piece.start(), piece.chunks() - piece.start(), BlockState.OVERHEAD);
            }
            piece(chunks, memory, isFirst ? from.chunk() : piece.chunks(), piece, i == to.piece() ? to.chunk() : -1);
        }
    }

    private void piece(ChunkWalk chunks, MemoryWindow memory, long start, HeapPiece piece, long border) {
        long at = start;
        while (at >= 0) {
            switch (chunks.walk(at, piece.end(), whole.arena().top(), border, sink)) {
                case TOP -> {
                    hasTop = true;
                    at = -1;
                }
                case BORDER -> {
                    hasMet = true;
                    at = -1;
                }
                case DAMAGE -> at = -1;
                case FENCE -> at = behindFence(chunks.endedAt(), piece, memory);
            }
        }
    }

    /** The first chunk behind the mark that ends a heap, or a part of the main arena; -1 when there is none. */
    private long behindFence(long fence, HeapPiece piece, MemoryWindow memory) {
        if (whole.tables().kindOf(whole.arena()) == RegionKind.THREAD) {
            if (fence != piece.end()) {
                violations.add("a heap ends before its end", fence);
            }
            return -1;
        }
        if (fence >= piece.end()) {
            return -1;
        }
        long next = whole.tables()
                .mainHeaps(memory)
                .nextPiece(fence, piece.end(), whole.arena().top());
        if (next > fence) {
            sink.block(fence, next - fence, BlockState.FOREIGN);
        }
        return next;
    }
}
