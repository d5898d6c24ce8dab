package lacuna.heap.ledger;

/**
 * Regions that no thread allocates from any more: how many, the resident bytes in them that are free for nobody, and what
 * of these the allocator's release call would give back.
 */
public record Parked(int regions, long free, long trim) {
    static final Parked NOTHING = new Parked(0, 0, 0);

    Parked plus(RegionResidence region) {
        return new Parked(
                regions + 1,
                free + region.freedResident(),
                trim + region.holes().trim());
    }

    /** What stays until a new thread takes such a region. */
    public long kept() {
        return Math.max(0, free - trim);
    }
}
