package lacuna.heap.mimalloc;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.Allocator;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.image.MemoryImage;

/** mimalloc 2, as a library, linked in, or as CPython's own: one heap for each that has pages. */
public final class MimallocAllocator implements Allocator {
    @Override
    public List<RecognisedHeap> recognise(MemoryImage image) {
        List<RecognisedHeap> heaps = new ArrayList<>();
        for (Place place : new Finder(image).places()) {
            heaps.add(new MimallocHeap(image, image::read, place));
        }
        return heaps;
    }
}
