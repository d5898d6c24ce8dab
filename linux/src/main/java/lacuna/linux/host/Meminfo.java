package lacuna.linux.host;

import java.util.OptionalLong;
import lacuna.linux.text.Counters;

/** /proc/meminfo in bytes; {@code all} holds also what has no method here, under the kernel's names. */
public record Meminfo(Counters all) {

    public OptionalLong total() {
        return all.get("MemTotal");
    }

    public OptionalLong free() {
        return all.get("MemFree");
    }

    /** What could be had without swapping, as the kernel estimates; from 3.14 on. */
    public OptionalLong available() {
        return all.get("MemAvailable");
    }

    public OptionalLong buffers() {
        return all.get("Buffers");
    }

    public OptionalLong cached() {
        return all.get("Cached");
    }

    public OptionalLong anonymous() {
        return all.get("AnonPages");
    }

    public OptionalLong shared() {
        return all.get("Shmem");
    }

    public OptionalLong swapTotal() {
        return all.get("SwapTotal");
    }

    public OptionalLong swapFree() {
        return all.get("SwapFree");
    }

    public OptionalLong slab() {
        return all.get("Slab");
    }

    public OptionalLong slabReclaimable() {
        return all.get("SReclaimable");
    }

    public OptionalLong slabUnreclaimable() {
        return all.get("SUnreclaim");
    }

    public OptionalLong kernelStacks() {
        return all.get("KernelStack");
    }

    public OptionalLong pageTables() {
        return all.get("PageTables");
    }

    /** From 4.18 on. */
    public OptionalLong perProcessor() {
        return all.get("Percpu");
    }

    public OptionalLong vmallocUsed() {
        return all.get("VmallocUsed");
    }

    public OptionalLong anonymousHugePages() {
        return all.get("AnonHugePages");
    }

    public OptionalLong commitLimit() {
        return all.get("CommitLimit");
    }

    public OptionalLong committed() {
        return all.get("Committed_AS");
    }

    /** The pages set aside for hugetlbfs, used or not: a number of pages of {@link #hugePageSize()}. */
    public OptionalLong hugePagesTotal() {
        return all.get("HugePages_Total");
    }

    public OptionalLong hugePagesFree() {
        return all.get("HugePages_Free");
    }

    public OptionalLong hugePageSize() {
        return all.get("Hugepagesize");
    }
}
