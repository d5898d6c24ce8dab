/**
 * /proc/PID, typed: one reader, one record per file. Parsers work on untrusted bytes and allocate little; what a kernel
 * does not print is absent, never 0. Touches only the {@link lacuna.linux.proc.ProcRoot} it is given.
 */
package lacuna.linux.proc;
