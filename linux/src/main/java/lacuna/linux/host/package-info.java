/**
 * /proc of the whole host, typed: memory, zones, slabs, pressure, counters, users. One record per file; what a kernel does
 * not print is absent. Touches only the {@link lacuna.linux.proc.ProcRoot} and the passwd file that it is given.
 */
package lacuna.linux.host;
