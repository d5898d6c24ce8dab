/** Tests of snapshots. */
package lacuna.heap.snapshot;
