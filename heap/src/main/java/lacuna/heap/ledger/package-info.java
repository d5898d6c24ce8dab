/**
 * Blocks laid over resident pages: whose every resident byte is, and what holes there are. Joins the allocators' blocks
 * with the map's names; the entry is {@link lacuna.heap.ledger.HeapExamination}.
 */
package lacuna.heap.ledger;
