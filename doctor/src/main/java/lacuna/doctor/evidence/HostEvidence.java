package lacuna.doctor.evidence;

import java.util.OptionalLong;

/** What the host tells of its memory, in bytes; absent what it does not. {@code hugePages} is the kernel's setting: "always". */
public record HostEvidence(
        String name,
        OptionalLong total,
        OptionalLong available,
        OptionalLong anonymous,
        OptionalLong cached,
        OptionalLong shared,
        OptionalLong slab,
        OptionalLong slabUnreclaimable,
        OptionalLong pageTables,
        String hugePages,
        int processors) {
    public static final HostEvidence UNKNOWN = new HostEvidence(
            "",
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            "",
            0);
}
