package lacuna.linux.proc;

/**
 * Which process: a PID is used again, but not with the same start time. {@code startTicks} are clock ticks since boot.
 */
public record ProcessKey(int pid, long startTicks) {}
