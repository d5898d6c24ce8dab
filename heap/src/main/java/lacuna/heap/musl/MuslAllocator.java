package lacuna.heap.musl;

import java.util.List;
import lacuna.heap.block.Allocator;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.image.MemoryImage;

/** musl's malloc (mallocng), 1.2.1 and later. */
public final class MuslAllocator implements Allocator {
    @Override
    public List<RecognisedHeap> recognise(MemoryImage image) {
        return new Finder(image)
                .place()
                .<List<RecognisedHeap>>map(place -> List.of(new MuslHeap(image, place)))
                .orElse(List.of());
    }
}
