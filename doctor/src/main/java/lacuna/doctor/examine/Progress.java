package lacuna.doctor.examine;

/** Told what is being done, for whoever waits. */
@FunctionalInterface
public interface Progress {
    Progress SILENT = _ -> {};

    void now(String what);
}
