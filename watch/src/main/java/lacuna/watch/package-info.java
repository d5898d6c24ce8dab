/**
 * What happens over time: the sampler.
 */
package lacuna.watch;
