package lacuna.linux.proc;

import java.util.OptionalLong;

/**
 * The memory lines of /proc/PID/status in bytes, each under the kernel's own name. All are absent for kernel threads and
 * zombies; those in brackets came with later kernels: vmPin (3.2), rssAnon, rssFile and rssShmem (4.5), hugetlbPages (4.4).
 */
public record StatusMemory(
        OptionalLong vmPeak,
        OptionalLong vmSize,
        OptionalLong vmLck,
        OptionalLong vmPin,
        OptionalLong vmHwm,
        OptionalLong vmRss,
        OptionalLong rssAnon,
        OptionalLong rssFile,
        OptionalLong rssShmem,
        OptionalLong vmData,
        OptionalLong vmStk,
        OptionalLong vmExe,
        OptionalLong vmLib,
        OptionalLong vmPte,
        OptionalLong vmSwap,
        OptionalLong hugetlbPages) {}
