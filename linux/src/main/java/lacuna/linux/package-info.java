/**
 * The ground floor: what the kernel says. Knows /proc, /sys, cgroups and system calls; knows no allocator and no
 * report. This package holds what its rooms share: how a refusal is told.
 */
package lacuna.linux;
