package lacuna.linux.host;

import java.util.ArrayList;
import java.util.List;
import lacuna.linux.text.Ascii;

/** The numbers of free blocks, smallest blocks first, that end a line of buddyinfo and pagetypeinfo. */
final class FreeBlocks {
    /** Kernels have 11 orders; one that is built with more has at most this many. */
    private static final int MOST_ORDERS = 32;
    /** No count times its block's pages may overflow. */
    private static final long MOST_BLOCKS = Long.MAX_VALUE >> (MOST_ORDERS + 10);

    private FreeBlocks() {}

    /** A count may be printed ">100000", where the kernel stopped counting so as not to hold its lock too long. */
    static List<Long> take(Ascii text) {
        List<Long> blocks = new ArrayList<>(11);
        text.skipSpaces();
        while (!text.atLineEnd()) {
            text.take('>');
            long count = text.decimal();
            if (count > MOST_BLOCKS || blocks.size() == MOST_ORDERS) {
                text.fail("more free blocks than memory can hold");
            }
            blocks.add(count);
            text.skipSpaces();
        }
        return blocks;
    }
}
