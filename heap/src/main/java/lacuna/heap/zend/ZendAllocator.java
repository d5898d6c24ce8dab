package lacuna.heap.zend;

import java.util.List;
import java.util.Optional;
import lacuna.heap.block.Allocator;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.image.MemoryImage;
import lacuna.heap.php.PhpProgram;

/** PHP's own allocator, 7.2 to 8.6: all its heaps together, one for each thread. */
public final class ZendAllocator implements Allocator {
    @Override
    public List<RecognisedHeap> recognise(MemoryImage image) {
        DataMemory data = new DataMemory(image.mappings());
        List<HeapPlace> places = new HeapFinder(data, image::read).heaps(Integer.MAX_VALUE);
        Optional<PhpProgram> program = PhpProgram.in(image);
        return places.isEmpty() && program.isEmpty() ? List.of() : List.of(new ZendHeap(image, data, places, program));
    }
}
