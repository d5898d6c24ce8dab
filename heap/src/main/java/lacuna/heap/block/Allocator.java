package lacuna.heap.block;

import java.util.Optional;
import lacuna.heap.image.MemoryImage;

/** An allocator that can be read from outside. */
public interface Allocator {
    /** Looks for itself in {@code image}, without symbols; empty when it is not there. */
    Optional<RecognisedHeap> recognise(MemoryImage image);
}
