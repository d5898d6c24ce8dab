/**
 * How {@code lacuna heap} is told: text and JSON of a {@link lacuna.heap.ledger.HeapExamination}. Draws what it is given; judges
 * nothing.
 */
package lacuna.report.heap;
