package lacuna.heap.musl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.CountingSink;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Violations;

/** The allocator's records as some bytes have them: of a process that runs, or of one moment. */
final class MuslTables {
    /** More headers than these are read from the process as it runs: each would be a range of its own. */
    private static final int MOST_HEADERS = 4096;

    private final Place place;
    private final ByteReader source;
    private final MemoryWindow pages;
    private final MemoryWindow headers;
    private ClassSums sums = new ClassSums();

    MuslTables(Place place, ByteReader memory) {
        this.place = place;
        this.source = memory;
        this.pages = new MemoryWindow(memory, MemoryWindow.GLANCE);
        this.headers = new MemoryWindow(memory, MuslLayout.GROUP_HEADER);
    }

    /** Which bytes these are. */
    ByteReader source() {
        return source;
    }

    /** Of the last walk. */
    ClassSums sums() {
        return sums;
    }

    /** What the records say that the allocator holds. */
    long system() {
        return system(Records.read(pages, headers, place, new Violations()));
    }

    RegionReport walk(Region region, BlockSink sink) {
        Violations violations = new Violations();
        CountingSink counting = new CountingSink(sink);
        sums = new ClassSums();
        Records records = Records.read(pages, headers, place, violations);
        GroupWalk walk = new GroupWalk(records.groups(), counting, sums, violations);
        for (long area : records.areas()) {
            walk.upTo(area);
            walk.area(area);
        }
        walk.upTo(Long.MAX_VALUE);
        long system = system(records);
        Region now = new Region(
                region.index(),
                region.kind(),
                region.name(),
                region.address(),
                records.groups().size(),
                region.threads(),
                system);
        return counting.report(now, system, violations);
    }

    private static long system(Records records) {
        long system = (long) records.areas().size() * MuslLayout.PAGE;
        for (Group group : records.groups()) {
            if (group.mapped() > 0) {
                system += group.mapped();
            } else if (group.origin() == Group.Origin.DONATED) {
                system += group.length();
            }
        }
        return system;
    }

    long[] ranges() {
        Records records = Records.read(pages, headers, place, new Violations());
        List<long[]> ranges = new ArrayList<>();
        records.areas().forEach(area -> ranges.add(page(area)));
        if (records.groups().size() <= MOST_HEADERS) {
            records.groups().forEach(group -> ranges.add(page(group.memory())));
        }
        for (int i = 0; i < place.writable().size(); i += 2) {
            ranges.add(new long[] {place.writable().get(i), place.writable().get(i + 1)});
        }
        ranges.sort((a, b) -> Long.compare(a[0], b[0]));
        long[] pairs = new long[2 * ranges.size()];
        int count = 0;
        for (long[] range : ranges) {
            if (count > 0 && range[0] <= pairs[count - 1]) {
                pairs[count - 1] = Math.max(pairs[count - 1], range[1]);
            } else {
                pairs[count++] = range[0];
                pairs[count++] = range[1];
            }
        }
        return Arrays.copyOf(pairs, count);
    }

    private static long[] page(long address) {
        long start = address & -MuslLayout.PAGE;
        return new long[] {start, start + MuslLayout.PAGE};
    }
}
