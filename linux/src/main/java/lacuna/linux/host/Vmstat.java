package lacuna.linux.host;

import java.util.OptionalLong;
import lacuna.linux.text.Counters;

/** /proc/vmstat: counts of events since boot and of pages now; {@code all} holds them under the kernel's names. */
public record Vmstat(Counters all) {

    public OptionalLong pagesSwappedIn() {
        return all.get("pswpin");
    }

    public OptionalLong pagesSwappedOut() {
        return all.get("pswpout");
    }

    public OptionalLong pageFaults() {
        return all.get("pgfault");
    }

    public OptionalLong majorFaults() {
        return all.get("pgmajfault");
    }

    /** From 4.13 on. */
    public OptionalLong oomKills() {
        return all.get("oom_kill");
    }

    /** Times that a process waited for memory to be moved together. */
    public OptionalLong compactionStalls() {
        return all.get("compact_stall");
    }

    public OptionalLong compactionFailures() {
        return all.get("compact_fail");
    }

    public OptionalLong hugePageFaults() {
        return all.get("thp_fault_alloc");
    }

    public OptionalLong hugePageFallbacks() {
        return all.get("thp_fault_fallback");
    }
}
