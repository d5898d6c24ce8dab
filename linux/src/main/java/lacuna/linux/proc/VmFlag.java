package lacuna.linux.proc;

/** What the kernel's two letters on the VmFlags line of smaps mean. */
public enum VmFlag {
    READ("rd"),
    WRITE("wr"),
    EXECUTE("ex"),
    SHARED("sh"),
    MAY_READ("mr"),
    MAY_WRITE("mw"),
    MAY_EXECUTE("me"),
    MAY_SHARE("ms"),
    GROWS_DOWN("gd"),
    PURE_PFN("pf"),
    DENY_WRITE("dw"),
    LOCKED("lo"),
    IO("io"),
    SEQUENTIAL_READ("sr"),
    RANDOM_READ("rr"),
    DONT_COPY("dc"),
    DONT_EXPAND("de"),
    ACCOUNTED("ac"),
    NO_RESERVE("nr"),
    HUGETLB("ht"),
    SYNCHRONOUS_FAULT("sf"),
    NONLINEAR("nl"),
    ARCHITECTURE("ar"),
    WIPE_ON_FORK("wf"),
    DONT_DUMP("dd"),
    SOFT_DIRTY("sd"),
    MIXED("mm"),
    HUGE_PAGE("hg"),
    NO_HUGE_PAGE("nh"),
    MERGEABLE("mg"),
    MISSING_TRACKED("um"),
    WRITE_PROTECT_TRACKED("uw"),
    MINOR_TRACKED("ui"),
    BRANCH_TARGET("bt"),
    MEMORY_TAGGED("mt"),
    SHADOW_STACK("ss"),
    SEALED("sl"),
    LOCK_ON_FAULT("lf"),
    DROPPABLE("dp"),
    GUARDED("gu");

    private final String letters;

    VmFlag(String letters) {
        this.letters = letters;
    }

    /** The kernel's two letters. */
    public String letters() {
        return letters;
    }

    long bit() {
        return 1L << ordinal();
    }
}
