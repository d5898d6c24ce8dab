package lacuna.heap.glibc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;
import lacuna.heap.image.MemoryImage;

/** The memory that glibc's malloc has, for who gives names to memory: what its walk goes through, and nothing else. */
public final class MallocMemory {
    /** Whose a piece is. */
    public enum Kind {
        MAIN,
        /** A heap of a thread arena. */
        HEAP,
        /** An allocation with a mapping of its own. */
        CHUNK
    }

    /**
     * Memory that is malloc's without a gap.
     *
     * @param end of what may be written to
     * @param reach the end of the address space that is set aside for it
     * @param continued the arena that has older heaps than this one, or 0
     */
    public record Piece(Kind kind, long start, long end, long reach, long continued) {}

    private final MemoryImage image;
    private final MemoryWindow stream;
    private final MemoryWindow glance;
    private final List<Piece> pieces = new ArrayList<>();

    private MallocMemory(MemoryImage image) {
        this.image = image;
        this.stream = new MemoryWindow(image::read, MemoryWindow.STREAM);
        this.glance = new MemoryWindow(image::read, MemoryWindow.GLANCE);
    }

    /** By the tables of each copy of the library; where there is none, by what stands at the beginnings of memory. */
    public static List<Piece> of(MemoryImage image) {
        MallocMemory memory = new MallocMemory(image);
        List<Place> places = new Finder(image).places();
        places.forEach(memory::add);
        if (places.isEmpty()) {
            new MallocHeaders(image, memory.glance).addTo(memory.pieces);
        }
        memory.pieces.sort(Comparator.comparingLong(Piece::start));
        return List.copyOf(memory.pieces);
    }

    private void add(Place place) {
        ArenaPieces arenas = new ArenaPieces(image.mappings(), place, stream, glance);
        ThreadHeaps threadHeaps = new ThreadHeaps(glance, arenas.ring().heapInfoSize());
        for (Arena arena : arenas.ring().arenas()) {
            boolean isMain = arenas.kindOf(arena) == RegionKind.MAIN;
            long alignment = isMain ? 0 : threadHeaps.alignment(arena);
            for (HeapPiece piece : arenas.of(arena, new Violations())) {
                pieces.add(isMain ? main(piece) : heap(piece, arena.address(), alignment));
            }
        }
        new MappedChunks(stream, image.mappings(), arenas.all(), place.layout())
                .walk(
                        arenas.parameters(),
                        arenas::parameters,
                        (address, size, state) ->
                                pieces.add(new Piece(Kind.CHUNK, address, address + size, address + size, 0)),
                        new Violations());
    }

    private static Piece main(HeapPiece piece) {
        return new Piece(Kind.MAIN, piece.start(), piece.end(), piece.end(), 0);
    }

    private Piece heap(HeapPiece piece, long arena, long alignment) {
        boolean isReadable = glance.covers(piece.start(), HeapInfo.SMALL);
        return isReadable
                ? heap(HeapInfo.at(glance, piece.start()), alignment)
                : new Piece(Kind.HEAP, piece.start(), piece.end(), piece.start() + alignment, arena);
    }

    /** Once it shrank it may still be written to as far as it ever reached. */
    static Piece heap(HeapInfo info, long alignment) {
        return new Piece(
                Kind.HEAP,
                info.address(),
                info.address() + info.writable(),
                info.address() + alignment,
                info.previous() == 0 ? 0 : info.arena());
    }
}
