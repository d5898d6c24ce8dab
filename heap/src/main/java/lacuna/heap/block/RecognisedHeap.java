package lacuna.heap.block;

import java.util.List;
import java.util.OptionalInt;

/** An allocator that found itself in an image. Its regions can be walked in any order, each more than once. */
public interface RecognisedHeap {
    AllocatorIdentity identity();

    /** Thresholds in force and other figures that the allocator keeps of itself; after the walks. */
    List<Figure> figures();

    /** What was noticed on the way, in words for the user; after the walks. */
    List<String> notes();

    List<Region> regions();

    /** Walks a region and pours all its blocks into {@code sink}. Terminates whatever the memory holds. */
    RegionReport walk(Region region, BlockSink sink);

    /** Walks the same region by the bytes of {@code memory}, tables and all: a copy made while the process stood still. */
    RegionReport walkAgain(Region region, ByteReader memory, BlockSink sink);

    /**
     * The ranges of addresses, as pairs of start and end in ascending order, that walks of {@code regions} read: their
     * heaps, with room to grow, and the allocator's tables.
     */
    long[] ranges(List<Region> regions);

    /** A sink that foretells what the allocator's own release call would give back of {@code region}. */
    ReleaseForecast forecast(Region region, ResidentBytes resident);

    /** The call that {@link #forecast} is of, as the user would write it; "" where the allocator has none. */
    String releaseCall();

    /** Whether its pieces of memory give back nothing but what is above their last block in use, as those of the break do. */
    default boolean shrinksFromItsEnds() {
        return true;
    }

    /** The thread whose cache the block at {@code address} is in, or is; empty when it is not known. */
    default OptionalInt cacheOwner(long address) {
        return OptionalInt.empty();
    }

    /** The threads of the process with what the allocator keeps for each; empty where it has no notion of threads. */
    default List<HeapThread> threads() {
        return List.of();
    }

    /** Tables in the allocator's own terms, by the last walk of each region, with what {@code resident} tells of them. */
    default List<Detail> details(ResidentBytes resident) {
        return List.of();
    }

    /** What stands out in the allocator's own terms, as sentences for the user, the weightiest first; by the last walks. */
    default List<String> highlights() {
        return List.of();
    }
}
