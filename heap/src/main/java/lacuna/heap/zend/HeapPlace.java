package lacuna.heap.zend;

/** Where a heap is: its main chunk, and the layout that was derived from it. */
record HeapPlace(long mainChunk, ZendLayout layout) {
    /** What the chunks of the heap lead to. */
    long heap() {
        return mainChunk + ZendLayout.HEAP;
    }
}
