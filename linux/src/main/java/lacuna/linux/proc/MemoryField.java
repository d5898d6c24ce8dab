package lacuna.linux.proc;

/** What smaps and smaps_rollup tell of a range of memory; each in bytes. */
public enum MemoryField {
    SIZE("Size"),
    KERNEL_PAGE_SIZE("KernelPageSize"),
    MMU_PAGE_SIZE("MMUPageSize"),
    RSS("Rss"),
    PSS("Pss"),
    PSS_DIRTY("Pss_Dirty"),
    PSS_ANON("Pss_Anon"),
    PSS_FILE("Pss_File"),
    PSS_SHMEM("Pss_Shmem"),
    SHARED_CLEAN("Shared_Clean"),
    SHARED_DIRTY("Shared_Dirty"),
    PRIVATE_CLEAN("Private_Clean"),
    PRIVATE_DIRTY("Private_Dirty"),
    REFERENCED("Referenced"),
    ANONYMOUS("Anonymous"),
    KSM("KSM"),
    LAZY_FREE("LazyFree"),
    ANON_HUGE_PAGES("AnonHugePages"),
    SHMEM_PMD_MAPPED("ShmemPmdMapped"),
    FILE_PMD_MAPPED("FilePmdMapped"),
    SHARED_HUGETLB("Shared_Hugetlb"),
    PRIVATE_HUGETLB("Private_Hugetlb"),
    SWAP("Swap"),
    SWAP_PSS("SwapPss"),
    LOCKED("Locked");

    private final String label;

    MemoryField(String label) {
        this.label = label;
    }

    /** The name before the colon in the kernel's text. */
    public String label() {
        return label;
    }
}
