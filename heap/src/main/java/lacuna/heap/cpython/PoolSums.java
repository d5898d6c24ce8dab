package lacuna.heap.cpython;

/** What one walk found, by class of size and by arena: sums only. */
final class PoolSums {
    /** Arenas by how many live blocks they hold: none, up to 9, up to 99, and so on. */
    static final int STEPS = 7;

    final long[] pools = new long[PoolLayout.CLASSES];
    final long[] live = new long[PoolLayout.CLASSES];
    final long[] freed = new long[PoolLayout.CLASSES];
    final long[] neverUsed = new long[PoolLayout.CLASSES];
    final long[] wholePages = new long[PoolLayout.CLASSES];

    final long[] arenas = new long[STEPS];
    final long[] arenaBlocks = new long[STEPS];
    final long[] arenaLive = new long[STEPS];
    final long[] arenaFreed = new long[STEPS];

    long freePools;
    long neverUsedPools;
    long headers;
    long quantisation;
    long alignment;

    private long blocksBefore;
    private long liveBefore;
    private long freedBefore;

    /** Of several walks together. */
    static PoolSums of(Iterable<PoolSums> walks) {
        PoolSums all = new PoolSums();
        for (PoolSums each : walks) {
            add(all.pools, each.pools);
            add(all.live, each.live);
            add(all.freed, each.freed);
            add(all.neverUsed, each.neverUsed);
            add(all.wholePages, each.wholePages);
            add(all.arenas, each.arenas);
            add(all.arenaBlocks, each.arenaBlocks);
            add(all.arenaLive, each.arenaLive);
            add(all.arenaFreed, each.arenaFreed);
            all.freePools += each.freePools;
            all.neverUsedPools += each.neverUsedPools;
            all.headers += each.headers;
            all.quantisation += each.quantisation;
            all.alignment += each.alignment;
        }
        return all;
    }

    private static void add(long[] to, long[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }

    void arenaBegins() {
        blocksBefore = total(live);
        liveBefore = liveBytes();
        freedBefore = freedBytes();
    }

    void arenaEnds(long freePoolBytes) {
        long blocks = total(live) - blocksBefore;
        int step = stepOf(blocks);
        arenas[step]++;
        arenaBlocks[step] += blocks;
        arenaLive[step] += liveBytes() - liveBefore;
        arenaFreed[step] += freedBytes() - freedBefore + freePoolBytes;
    }

    static int stepOf(long blocks) {
        int step = 0;
        for (long rest = blocks; rest > 0 && step < STEPS - 1; rest /= 10) {
            step++;
        }
        return step;
    }

    /** In words: "10 to 99". */
    static String stepName(int step) {
        if (step == 0) {
            return "0";
        }
        long from = Math.round(Math.pow(10, step - 1.0));
        return step == STEPS - 1 ? from + " or more" : from + " to " + (from * 10 - 1);
    }

    long liveBytes() {
        return bytes(live);
    }

    long freedBytes() {
        return bytes(freed);
    }

    long wholePageBytes() {
        return total(wholePages);
    }

    private static long bytes(long[] blocks) {
        long sum = 0;
        for (int i = 0; i < blocks.length; i++) {
            sum += blocks[i] * PoolLayout.sizeOf(i);
        }
        return sum;
    }

    static long total(long[] values) {
        long sum = 0;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }
}
