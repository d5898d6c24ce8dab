package lacuna.heap.glibc;

import java.util.List;
import lacuna.heap.block.Allocator;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Team;
import lacuna.heap.image.MemoryImage;

/** glibc's malloc (ptmalloc), 2.17 to 2.44. */
public final class GlibcAllocator implements Allocator {
    private final Team team;

    public GlibcAllocator() {
        this(Team.ofProcessors());
    }

    /** {@code team} shares each walk, but not of copies that were made of a stopped process. */
    public GlibcAllocator(Team team) {
        this.team = team;
    }

    @Override
    public List<RecognisedHeap> recognise(MemoryImage image) {
        List<Place> places = new Finder(image).places();
        return places.isEmpty() ? List.of() : List.of(new GlibcHeap(image, places.getFirst(), team));
    }
}
