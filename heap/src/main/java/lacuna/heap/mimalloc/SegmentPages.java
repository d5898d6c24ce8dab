package lacuna.heap.mimalloc;

import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/** Goes through the runs of slices of a segment, pages and free ones, by the records in its header. */
final class SegmentPages {
    /** Takes a run; the record is of this one until it returns. */
    @FunctionalInterface
    interface Visitor {
        void run(PageRecord page);
    }

    private final Layout layout;
    private final MemoryWindow headers;
    private final PageRecord page;

    SegmentPages(Layout layout, ByteReader memory) {
        this.layout = layout;
        this.headers = new MemoryWindow(memory, layout.headerBytes(Layout.SLICES + 1));
        this.page = new PageRecord(layout);
    }

    /** Shows all runs of {@code segment} behind its header, as far as they can be understood. */
    void each(Segment segment, Violations violations, Visitor visitor) {
        int entries = segment.entries();
        // A huge block on a border has its record behind all others.
        int records = segment.info() < entries ? entries : entries + 1;
        int bytes = layout.headerBytes(records);
        headers.forget();
        headers.endAt(segment.address() + bytes);
        if (!headers.covers(segment.address(), bytes)) {
            violations.add("a segment's header cannot be read", segment.address());
            return;
        }
        long pages = 0;
        int index = segment.info();
        while (index < records) {
            page.take(headers, segment, index);
            if (!page.isRun()) {
                violations.add("a segment's slices do not add up", segment.address());
                return;
            }
            if (page.isFree()) {
                visitor.run(page);
            } else {
                pages++;
                if (page.isSound()) {
                    visitor.run(page);
                } else {
                    violations.add("a page's record cannot be right", page.begin());
                }
            }
            index += page.slices();
        }
        if (pages != segment.used() || segment.used() != headers.word(segment.address() + layout.header().used)) {
            violations.add("a segment has other pages than it says", segment.address());
        }
    }
}
