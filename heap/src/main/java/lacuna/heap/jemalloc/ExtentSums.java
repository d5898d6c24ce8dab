package lacuna.heap.jemalloc;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import lacuna.heap.block.Detail;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.block.Unit;
import lacuna.linux.call.PageSize;

/** What the extents come to, by their use and by size class, and how much of it is resident. */
final class ExtentSums {
    /** Of one use. */
    record Use(long count, long bytes, long resident) {
        static final Use NONE = new Use(0, 0, 0);

        Use plus(long moreBytes, long moreResident) {
            return new Use(count + 1, bytes + moreBytes, resident + moreResident);
        }
    }

    private static final List<Detail.Column> EXTENT_COLUMNS = List.of(
            new Detail.Column("count", Unit.COUNT),
            new Detail.Column("bytes", Unit.BYTES),
            new Detail.Column("resident", Unit.BYTES));

    private static final List<Detail.Column> BIN_COLUMNS = List.of(
            new Detail.Column("size", Unit.COUNT),
            new Detail.Column("slabs", Unit.COUNT),
            new Detail.Column("slots", Unit.COUNT),
            new Detail.Column("live", Unit.COUNT),
            new Detail.Column("free", Unit.COUNT),
            new Detail.Column("utilisation", Unit.PERMILLE),
            new Detail.Column("resident_free", Unit.BYTES),
            new Detail.Column("whole_free_pages", Unit.BYTES));

    private final ResidentBytes resident;
    private final Map<ExtentUse, Use> uses = new EnumMap<>(ExtentUse.class);
    private final long[] slabs = new long[SizeClasses.SMALL];
    private final long[] slots = new long[SizeClasses.SMALL];
    private final long[] free = new long[SizeClasses.SMALL];
    private final long[] residentFree = new long[SizeClasses.SMALL];
    private final long[] wholePages = new long[SizeClasses.SMALL];
    private long usable;

    private ExtentSums(ResidentBytes resident) {
        this.resident = resident;
    }

    static ExtentSums of(ExtentTable table, ResidentBytes resident) {
        ExtentSums sums = new ExtentSums(resident);
        for (Extents extents : table.leaves()) {
            for (int i = 0; i < extents.count(); i++) {
                sums.add(table, extents, i);
            }
        }
        return sums;
    }

    Use of(ExtentUse use) {
        return uses.getOrDefault(use, Use.NONE);
    }

    /** What slabs and large extents have handed out, as the allocator's own "allocated" counts it. */
    long allocated() {
        long sum = usable;
        for (int i = 0; i < SizeClasses.SMALL; i++) {
            sum += (slots[i] - free[i]) * SizeClasses.bytes(i);
        }
        return sum;
    }

    long freeInSlabs() {
        long sum = 0;
        for (int i = 0; i < SizeClasses.SMALL; i++) {
            sum += free[i] * SizeClasses.bytes(i);
        }
        return sum;
    }

    long residentFreeInSlabs() {
        long sum = 0;
        for (long each : residentFree) {
            sum += each;
        }
        return sum;
    }

    long wholeFreePages() {
        long sum = 0;
        for (long each : wholePages) {
            sum += each;
        }
        return sum;
    }

    Detail extents() {
        List<Detail.Row> rows = new ArrayList<>();
        for (ExtentUse use : ExtentUse.values()) {
            Use sum = of(use);
            if (sum.count() > 0) {
                rows.add(new Detail.Row(use.words(), List.of(sum.count(), sum.bytes(), sum.resident())));
            }
        }
        return new Detail("extents", "EXTENTS OF JEMALLOC BY STATE", EXTENT_COLUMNS, rows);
    }

    Detail bins() {
        List<Detail.Row> rows = new ArrayList<>();
        for (int i = 0; i < SizeClasses.SMALL; i++) {
            if (slabs[i] > 0) {
                long live = slots[i] - free[i];
                rows.add(new Detail.Row(
                        "bin " + i,
                        List.of(
                                SizeClasses.bytes(i),
                                slabs[i],
                                slots[i],
                                live,
                                free[i],
                                live * 1000 / slots[i],
                                residentFree[i],
                                wholePages[i])));
            }
        }
        return new Detail("bins", "SLABS OF JEMALLOC BY SIZE CLASS", BIN_COLUMNS, rows);
    }

    private void add(ExtentTable table, Extents extents, int index) {
        ExtentUse use = ExtentUse.of(extents, index);
        long address = extents.address(index);
        long bytes = extents.bytes(index);
        uses.merge(
                use,
                new Use(1, bytes, resident.between(address, address + bytes)),
                (sum, one) -> sum.plus(one.bytes(), one.resident()));
        switch (use) {
            case SLAB -> slab(extents, index, address);
            case LARGE -> usable += table.usable(extents, index);
            case DIRTY, MUZZY, RETAINED, IN_TRANSIT -> {}
        }
    }

    private void slab(Extents extents, int index, long address) {
        int bin = extents.sizeClass(index);
        long size = SizeClasses.bytes(bin);
        int count = extents.slots(index);
        slabs[bin]++;
        slots[bin] += count;
        free[bin] += extents.free(index);
        int slot = extents.nextSlot(index, 0, count, true);
        while (slot < count) {
            int end = extents.nextSlot(index, slot, count, false);
            long from = address + slot * size;
            long to = address + end * size;
            residentFree[bin] += resident.between(from, to);
            long firstPage = (from + PageSize.BYTES - 1) & -PageSize.BYTES;
            long lastPage = to & -PageSize.BYTES;
            if (firstPage < lastPage) {
                wholePages[bin] += resident.between(firstPage, lastPage);
            }
            slot = extents.nextSlot(index, end, count, true);
        }
    }
}
