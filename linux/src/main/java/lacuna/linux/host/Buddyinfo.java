package lacuna.linux.host;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import lacuna.linux.text.Ascii;

/** /proc/buddyinfo: the free blocks of each zone, by size. Tells whether free memory is in pieces. */
public record Buddyinfo(List<Zone> zones) {

    public Buddyinfo {
        zones = List.copyOf(zones);
    }

    /** {@code blocks.get(n)} is the number of free blocks of 2^n pages. */
    public record Zone(int node, String name, List<Long> blocks) {
        public Zone {
            blocks = List.copyOf(blocks);
        }

        public long freePages() {
            return pagesBelow(blocks.size());
        }

        /**
         * The share of the zone's free memory that no request for 2^{@code order} pages can use: the kernel's unusable free
         * space index, 0 to 1. Absent when nothing is free.
         */
        public OptionalDouble unusableShare(int order) {
            long free = freePages();
            return free == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) pagesBelow(order) / free);
        }

        private long pagesBelow(int order) {
            long pages = 0;
            for (int i = 0; i < Math.min(order, blocks.size()); i++) {
                pages += blocks.get(i) << i;
            }
            return pages;
        }
    }

    /** The same share over all zones together. */
    public OptionalDouble unusableShare(int order) {
        long free = 0;
        long unusable = 0;
        for (Zone zone : zones) {
            free += zone.freePages();
            unusable += zone.pagesBelow(order);
        }
        return free == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) unusable / free);
    }

    static Buddyinfo parse(Ascii text) {
        text.expectWholeLines();
        List<Zone> zones = new ArrayList<>();
        while (!text.atEnd()) {
            ZoneName zone = ZoneName.take(text);
            List<Long> blocks = FreeBlocks.take(text);
            zones.add(new Zone(zone.node(), zone.zone(), blocks));
            text.take('\n');
        }
        return new Buddyinfo(zones);
    }
}
