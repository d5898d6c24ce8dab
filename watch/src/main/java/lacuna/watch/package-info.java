/**
 * What happens over time. Samples what the kernel says of many processes, cheaply and again and again; knows no
 * allocator and no screen.
 */
package lacuna.watch;
