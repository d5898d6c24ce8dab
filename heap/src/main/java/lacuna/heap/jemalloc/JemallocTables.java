package lacuna.heap.jemalloc;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.CountingSink;
import lacuna.heap.block.LongList;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Violations;

/** All tables as some bytes have them: of a process that runs, or of one moment. */
final class JemallocTables {
    private final Place place;
    private final ByteReader source;
    private final ExtentTable extents;
    private final BaseBlocks blocks;

    JemallocTables(Place place, Addresses addresses, ByteReader memory) {
        this.place = place;
        source = memory;
        extents = ExtentTable.of(place, addresses, memory);
        blocks = BaseBlocks.holding(extents.metadata(), addresses, memory);
    }

    /** Which bytes these are. */
    ByteReader source() {
        return source;
    }

    ExtentTable extents() {
        return extents;
    }

    BaseBlocks blocks() {
        return blocks;
    }

    RegionReport walk(Region region, BlockSink sink) {
        Violations violations = new Violations();
        CountingSink counting = new CountingSink(sink);
        if (region.index() == 0) {
            extents.violationsOf(Extents.NO_ARENA, violations);
            blocks.blocks().forEach((start, end) -> counting.block(start, end - start, BlockState.OVERHEAD));
            return counting.report(sized(region, blocks.bytes()), blocks.bytes(), violations);
        }
        int arena = (int) region.address();
        extents.violationsOf(arena, violations);
        new ExtentWalk(extents, counting).walk(arena);
        long system = system(arena);
        return counting.report(sized(region, system), system, violations);
    }

    /** The bytes of all extents of {@code arena}. */
    long system(int arena) {
        long sum = 0;
        for (Extents each : extents.leaves()) {
            for (int i = 0; i < each.count(); i++) {
                sum += each.arena(i) == arena ? each.bytes(i) : 0;
            }
        }
        return sum;
    }

    /** How many separate pieces of memory {@code arena} has. */
    int pieces(int arena) {
        int pieces = 0;
        long end = 0;
        for (Extents each : extents.leaves()) {
            for (int i = 0; i < each.count(); i++) {
                if (each.arena(i) == arena) {
                    pieces += each.address(i) == end ? 0 : 1;
                    end = each.address(i) + each.bytes(i);
                }
            }
        }
        return pieces;
    }

    /** The root, and the blocks that all other tables lie in; with what lies in no block by itself. */
    long[] ranges() {
        TreeMap<Long, Long> ranges = new TreeMap<>();
        Layout layout = place.layout();
        add(ranges, place.root(), place.root() + layout.nodeBytes());
        blocks.blocks().forEach((start, end) -> add(ranges, start, end));
        LongList tables = extents.tables();
        for (int i = 0; i < tables.size(); i++) {
            add(ranges, tables.get(i), tables.get(i) + Math.max(layout.nodeBytes(), layout.leafBytes()));
        }
        LongList metadata = extents.metadata();
        for (int i = 0; i < metadata.size(); i++) {
            long address = metadata.get(i);
            add(ranges, address, address + 1);
        }
        long[] joined = new long[2 * ranges.size()];
        int count = 0;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            if (count > 0 && range.getKey() <= joined[count - 1]) {
                joined[count - 1] = Math.max(joined[count - 1], range.getValue());
            } else {
                joined[count++] = range.getKey();
                joined[count++] = range.getValue();
            }
        }
        return Arrays.copyOf(joined, count);
    }

    private static void add(Map<Long, Long> ranges, long start, long end) {
        ranges.merge(start & -Layout.PAGE, (end + Layout.PAGE - 1) & -Layout.PAGE, Math::max);
    }

    private static Region sized(Region region, long system) {
        return new Region(
                region.index(),
                region.kind(),
                region.name(),
                region.address(),
                region.heaps(),
                OptionalLong.empty(),
                system);
    }
}
