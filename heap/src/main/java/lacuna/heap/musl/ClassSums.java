package lacuna.heap.musl;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Unit;
import lacuna.linux.text.ByteSize;

/** What one walk found, by class of size: sums only, and how they are told. */
final class ClassSums {
    private static final int OWN = MuslLayout.classes();
    private static final List<Detail.Column> COLUMNS = List.of(
            new Detail.Column("size", Unit.BYTES),
            new Detail.Column("groups", Unit.COUNT),
            new Detail.Column("slots", Unit.COUNT),
            new Detail.Column("live", Unit.COUNT),
            new Detail.Column("free", Unit.COUNT),
            new Detail.Column("freeBytes", Unit.BYTES));

    private final long[] groups = new long[OWN + 1];
    private final long[] slots = new long[OWN + 1];
    private final long[] live = new long[OWN + 1];
    private final long[] free = new long[OWN + 1];
    private final long[] freeBytes = new long[OWN + 1];

    void add(Group group) {
        int index = indexOf(group);
        groups[index]++;
        slots[index] += group.slots();
        free[index] += group.freeSlots();
        freeBytes[index] += group.freeSlots() * group.stride();
    }

    /** {@code count} slots of {@code group} are the program's. */
    void live(Group group, int count) {
        live[indexOf(group)] += count;
    }

    private static int indexOf(Group group) {
        return Math.min(group.sizeClass(), OWN);
    }

    long groups() {
        return sum(groups);
    }

    Detail detail() {
        List<Detail.Row> rows = new ArrayList<>();
        for (int i = 0; i <= OWN; i++) {
            if (groups[i] > 0) {
                long size = i == OWN ? 0 : MuslLayout.sizeOf(i);
                rows.add(new Detail.Row(
                        i == OWN ? "mapped" : "class " + i,
                        List.of(size, groups[i], slots[i], live[i], free[i], freeBytes[i])));
            }
        }
        return new Detail("classes", "SIZE CLASSES OF MUSL", COLUMNS, rows);
    }

    List<String> highlights(long liveBytes) {
        long all = sum(freeBytes);
        return all > liveBytes / 10 && all > 0
                ? List.of(ByteSize.of(all)
                        + " free stay in groups in which something lives: musl unmaps a group when it is"
                        + " empty, and has no call for it")
                : List.of();
    }

    private static long sum(long[] values) {
        long sum = 0;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }
}
