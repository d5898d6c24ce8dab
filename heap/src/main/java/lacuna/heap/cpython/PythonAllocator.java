package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.Allocator;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.image.MemoryImage;

/** CPython's allocator of small objects (obmalloc), 3.7 to 3.14. */
public final class PythonAllocator implements Allocator {
    @Override
    public List<RecognisedHeap> recognise(MemoryImage image) {
        List<RecognisedHeap> heaps = new ArrayList<>();
        for (PythonProgram program : new Finder(image).programs()) {
            heaps.add(new PythonHeap(image::read, program));
        }
        return heaps;
    }
}
