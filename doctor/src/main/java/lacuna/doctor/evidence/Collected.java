package lacuna.doctor.evidence;

/**
 * What a collector says of itself at one look.
 *
 * @param begun how many collections have begun
 * @param used bytes of live blocks, over all heaps, garbage that was not collected yet included
 * @param settled these without what was made since the last collection, as far as the heap keeps that apart
 * @param end whether the last collection that begun has ended
 */
public record Collected(long begun, long used, long settled, End end) {
    /** What is known of the end of a collection that begun. */
    public enum End {
        /** The program stands still for all of it, and ran. */
        SEEN,
        /** It goes on while the program runs, and may still. */
        UNKNOWN
    }
}
