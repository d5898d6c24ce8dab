package lacuna.doctor.examine;

/** Told what is being done and what was found, for whoever waits. */
public interface Progress {
    Progress SILENT = new Progress() {
        @Override
        public void now(String what) {}

        @Override
        public void found(String what) {}
    };

    /** Until the next word. */
    void now(String what);

    /** A finding, before the report is ready. */
    void found(String what);
}
