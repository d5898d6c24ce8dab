package lacuna.linux.proc;

/** A process's user or group: the one that started it and the one that it acts as. */
public record Credentials(long real, long effective) {}
