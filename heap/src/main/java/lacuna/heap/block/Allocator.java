package lacuna.heap.block;

import java.util.List;
import lacuna.heap.image.MemoryImage;

/** An allocator that can be read from outside. */
public interface Allocator {
    /** Looks for itself in {@code image}, without symbols: all heaps of its kind, in an order that a second look repeats. */
    List<RecognisedHeap> recognise(MemoryImage image);
}
