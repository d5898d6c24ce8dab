/**
 * Names for the mappings of an image: what each one is, how sure that is, and what stands out. A new thing to recognise
 * is one rule and one line in {@link lacuna.heap.map.NamingRules}. Reads images; knows no allocator's inner walk.
 */
package lacuna.heap.map;
