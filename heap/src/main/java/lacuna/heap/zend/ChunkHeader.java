package lacuna.heap.zend;

import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;

/** The first page of a chunk, read at once: what the chunk says of itself and, in the main chunk, the heap. */
public final class ChunkHeader {
    public static final long CHUNK = ZendLayout.CHUNK;

    private static final int BYTES = ZendLayout.PAGE;
    private static final long HIGHEST = 1L << 56;

    private final MemoryWindow window;
    private long address;

    public ChunkHeader(ByteReader memory) {
        window = new MemoryWindow(memory, MemoryWindow.GLANCE);
    }

    /** Reads the header at {@code at}: whether a chunk can be there and all of the page could be read. */
    public boolean read(long at) {
        address = at;
        window.forget();
        return isPlace(at) && window.covers(at, BYTES);
    }

    public long address() {
        return address;
    }

    /** Whether it has the shape of a chunk in use. */
    public boolean isChunk() {
        long heap = word(0);
        return heap % CHUNK == ZendLayout.HEAP
                && isPlace(heap - ZendLayout.HEAP)
                && isPlace(next())
                && isPlace(previous())
                && pageMap() > 0;
    }

    /** Whether the chunk holds its own heap. */
    public boolean isMain() {
        return word(0) == address + ZendLayout.HEAP;
    }

    public long next() {
        return word(ZendLayout.NEXT);
    }

    long previous() {
        return word(ZendLayout.PREVIOUS);
    }

    /** Of a main chunk: the head of its heap's list of cached chunks, 0 when there is none or it is not found. */
    public long cachedChunks() {
        int main = mainChunk(pageMap());
        return main > 0 ? inHeap(main + ZendLayout.CACHED_CHUNKS) : 0;
    }

    /** Of a main chunk: the head of its heap's list of huge blocks, 0 when there is none or it is not found. */
    public long hugeList() {
        int main = mainChunk(pageMap());
        return main > 0 ? inHeap(main + ZendLayout.HUGE_LIST) : 0;
    }

    /** Where the page map may begin: the first entry stands for this very page; 0 when there is none. */
    private int pageMap() {
        for (int map : ZendLayout.KNOWN_MAPS) {
            if (half(map) == ZendLayout.RUN_OF_ONE_PAGE) {
                return map;
            }
        }
        for (int map = ZendLayout.LOWEST_MAP; map <= ZendLayout.HIGHEST_MAP; map += 8) {
            if (half(map) == ZendLayout.RUN_OF_ONE_PAGE) {
                return map;
            }
        }
        return 0;
    }

    /** Where in the heap, which ends before the map, its pointer to this chunk is; 0 when there is none. */
    int mainChunk(int map) {
        int last = map - ZendLayout.MAP_BITS - ZendLayout.HEAP - Long.BYTES;
        for (int at = ZendLayout.LOWEST_MAIN_CHUNK; at <= last; at += 8) {
            if (inHeap(at) == address) {
                return at;
            }
        }
        return 0;
    }

    long word(int offset) {
        return window.word(address + offset);
    }

    int half(int offset) {
        return window.half(address + offset);
    }

    long inHeap(int offset) {
        return word(ZendLayout.HEAP + offset);
    }

    int halfInHeap(int offset) {
        return half(ZendLayout.HEAP + offset);
    }

    /** The pages that the bits before a map at {@code map} call in use. */
    int pagesInUse(int map) {
        int count = 0;
        for (int at = map - ZendLayout.MAP_BITS; at < map; at += 8) {
            count += Long.bitCount(word(at));
        }
        return count;
    }

    static boolean isPlace(long address) {
        return address > 0 && address < HIGHEST && address % CHUNK == 0;
    }
}
