/**
 * How {@code lacuna map} is told: text, JSON and a picture of a {@link lacuna.heap.map.MemoryMap}. Draws what it is given;
 * reads no memory.
 */
package lacuna.report.map;
