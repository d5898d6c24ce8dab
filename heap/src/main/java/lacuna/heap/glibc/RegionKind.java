package lacuna.heap.glibc;

import java.util.Locale;
import lacuna.heap.block.Region;

/** What the regions of glibc's malloc are. */
enum RegionKind {
    MAIN,
    THREAD,
    MAPPED;

    static RegionKind of(Region region) {
        return valueOf(region.kind().toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String nameAt(long address) {
        return switch (this) {
            case MAIN -> "main arena";
            case THREAD -> "arena 0x" + Long.toHexString(address);
            case MAPPED -> "mapped chunks";
        };
    }
}
