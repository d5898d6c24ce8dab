package lacuna.heap.ledger;

import lacuna.heap.block.RecognisedHeap;

/** Sees every heap before it is walked: what it answers is walked in its place, and may look on. */
@FunctionalInterface
public interface HeapWitness {
    HeapWitness NONE = heap -> heap;

    RecognisedHeap watch(RecognisedHeap heap);
}
