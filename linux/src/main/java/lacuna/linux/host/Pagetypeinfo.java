package lacuna.linux.host;

import java.util.ArrayList;
import java.util.List;
import lacuna.linux.text.Ascii;

/**
 * /proc/pagetypeinfo, which only root may read: free blocks and page blocks by mobility. Unmovable pages in many blocks
 * are what keeps free memory in pieces.
 */
public record Pagetypeinfo(int pagesPerBlock, List<Free> free, List<Blocks> blocks) {

    public Pagetypeinfo {
        free = List.copyOf(free);
        blocks = List.copyOf(blocks);
    }

    /** {@code counts.get(n)} free blocks of 2^n pages; where the kernel stopped counting at 100000, at least so many. */
    public record Free(int node, String zone, String type, List<Long> counts) {
        public Free {
            counts = List.copyOf(counts);
        }
    }

    /** How many page blocks of a zone are given to a type. */
    public record Blocks(int node, String zone, String type, long count) {}

    static Pagetypeinfo parse(Ascii text) {
        text.expectWholeLines();
        int pagesPerBlock = 0;
        List<Free> free = new ArrayList<>();
        List<Blocks> blocks = new ArrayList<>();
        List<String> types = List.of();
        while (!text.atEnd()) {
            if (text.take("Pages per block:")) {
                text.skipSpaces();
                pagesPerBlock = text.smallDecimal();
            } else if (text.take("Number of blocks type")) {
                types = words(text);
            } else if (text.take("Number of mixed blocks")) {
                break;
            } else if (text.startsWith("Node")) {
                ZoneName zone = ZoneName.take(text);
                text.skipSpaces();
                if (text.take("type")) {
                    text.skipSpaces();
                    free.add(new Free(zone.node(), zone.zone(), text.word(), FreeBlocks.take(text)));
                } else {
                    for (String type : types) {
                        text.skipSpaces();
                        blocks.add(new Blocks(zone.node(), zone.zone(), type, text.decimal()));
                    }
                }
            }
            text.skipLine();
        }
        return new Pagetypeinfo(pagesPerBlock, free, blocks);
    }

    private static List<String> words(Ascii text) {
        List<String> words = new ArrayList<>();
        text.skipSpaces();
        while (!text.atLineEnd()) {
            words.add(text.word());
            text.skipSpaces();
        }
        return words;
    }
}
