/**
 * The sampler: looks at every process of a host, reads the cheap files always and the costly ones by a budget, and tells
 * which figure is exact and how old it is. Touches only {@code lacuna.linux}.
 */
package lacuna.watch.sample;
