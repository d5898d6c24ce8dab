package lacuna.heap.glibc;

/** What can be an address of user memory at all. */
final class Addresses {
    private static final long LOWEST = 4096;
    private static final long HIGHEST = 1L << 56;

    private Addresses() {}

    static boolean isPossible(long address) {
        return address >= LOWEST && address < HIGHEST;
    }

    static boolean isChunk(long address) {
        return isPossible(address) && ChunkHeader.isAligned(address);
    }
}
