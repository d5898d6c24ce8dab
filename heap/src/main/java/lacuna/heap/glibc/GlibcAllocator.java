package lacuna.heap.glibc;

import java.util.List;
import lacuna.heap.block.Allocator;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.image.MemoryImage;

/** glibc's malloc (ptmalloc), 2.17 to 2.44. */
public final class GlibcAllocator implements Allocator {
    @Override
    public List<RecognisedHeap> recognise(MemoryImage image) {
        List<Place> places = new Finder(image).places();
        return places.isEmpty() ? List.of() : List.of(new GlibcHeap(image, places.getFirst()));
    }
}
