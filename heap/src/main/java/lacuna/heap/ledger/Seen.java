package lacuna.heap.ledger;

import java.util.List;
import java.util.OptionalLong;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.proc.Mapping;

/**
 * What was resident of each mapping that a heap lies in, at the moment when its pages were looked at for the walk. The
 * kernel's figures of the mappings are of a moment before: a process that grows has more by now.
 */
public final class Seen {
    private static final long NOT_LOOKED_AT = -1;
    /** The page tables are kept by pieces of this size, so that the answer is of the same moment as the walk's. */
    private static final long PIECE = 8L << 20;
    /** Longer mappings are reserves, whose pieces are too many to ask for one by one. */
    private static final long LONG = 4L << 30;

    private final long[] bytes;

    private Seen(long[] bytes) {
        this.bytes = bytes;
    }

    static Seen by(ResidentBytes resident, List<Mapping> mappings, List<RegionResidence> regions) {
        Footprint footprint = new Footprint(mappings);
        regions.forEach(region -> footprint.add(region.footprint()));
        long[] bytes = new long[mappings.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = footprint.named(i) == 0 ? NOT_LOOKED_AT : of(mappings.get(i), resident);
        }
        return new Seen(bytes);
    }

    /** Of the {@code index}th mapping; empty where the heap has nothing resident in it. */
    OptionalLong of(int index) {
        return bytes[index] == NOT_LOOKED_AT ? OptionalLong.empty() : OptionalLong.of(bytes[index]);
    }

    private static long of(Mapping mapping, ResidentBytes resident) {
        if (mapping.length() >= LONG) {
            return resident.between(mapping.start(), mapping.end());
        }
        long sum = 0;
        for (long at = mapping.start(); at < mapping.end(); at = (at & -PIECE) + PIECE) {
            sum += resident.between(at, Math.min(mapping.end(), (at & -PIECE) + PIECE));
        }
        return sum;
    }
}
