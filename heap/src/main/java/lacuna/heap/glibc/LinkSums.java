package lacuna.heap.glibc;

/**
 * Proves that the lists of free chunks and the walk speak of the same chunks, without following a list. In lists that are
 * whole, every link forward from x to y has its link backward from y to x; so the sums over a hash of all links, taken in
 * whatever order the walk meets them, are equal. One link that is wrong, or one chunk that only one of the two knows,
 * makes them differ.
 */
final class LinkSums {
    private static final long ODD = 0x9e3779b97f4a7c15L;
    private static final long OTHER_ODD = 0xd6e8feb86659fd93L;

    private long forward;
    private long backward;

    void add(long chunk, long next, long previous) {
        forward += link(chunk, next);
        backward += link(previous, chunk);
    }

    void add(LinkSums other) {
        forward += other.forward;
        backward += other.backward;
    }

    boolean agree() {
        return forward == backward;
    }

    private static long link(long from, long to) {
        long mixed = from * ODD + Long.rotateLeft(to * OTHER_ODD, 31);
        mixed = (mixed ^ (mixed >>> 29)) * OTHER_ODD;
        return mixed ^ (mixed >>> 32);
    }
}
