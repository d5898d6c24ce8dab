/** What the ledger claims, held against programs that tell their own truth. Touches the testbed and real processes. */
package lacuna.heap.ledger;
