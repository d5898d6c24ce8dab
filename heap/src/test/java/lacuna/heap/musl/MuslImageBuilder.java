package lacuna.heap.musl;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import lacuna.heap.block.BlockState;
import lacuna.heap.image.CoreBuilder;

/**
 * Makes the core of a process with a musl heap of the test's choice. Its offsets are written down here anew, so that a slip
 * in the tables shows.
 */
final class MuslImageBuilder {
    /** Where a group has its memory. */
    enum In {
        ITS_OWN_MAPPING,
        A_SLOT
    }

    /** A group of {@code slots}, of which those are free whose bit in {@code free} is set. */
    record Wanted(In in, int units, int slots, int free) {}

    /** The first classes are the sizes from one unit on; 4680 units are class 44. */
    private static final int CONTAINER_CLASS = 44;

    private static final int CONTAINER_STRIDE = 4680 * 16;
    private static final int CONTAINER_SLOTS = 5;

    private static final long TEXT = 0x7eff_fff0_0000L;
    private static final long DATA = 0x7f00_0000_0000L;
    static final long CONTEXT = DATA + 0x340;
    static final long AREAS = 0x5555_5557_7000L;
    private static final long GROUPS = 0x7e00_0000_0000L;
    private static final long SECRET = 0x1234_5678_9abc_def1L;
    private static final int RECORDS_PER_AREA = 101;
    private static final String LIBRARY = "/built/lib/ld-musl-x86_64.so.1";

    private final CoreBuilder core = new CoreBuilder();
    private final CoreBuilder.Memory data;
    private final CoreBuilder.Memory areas;
    private final List<CoreBuilder.Memory> memories = new ArrayList<>();
    private final List<Long> records = new ArrayList<>();
    private final long[] usage = new long[48];
    private final Map<BlockState, Long> expected = new EnumMap<>(BlockState.class);
    private long nextGroup = GROUPS;

    MuslImageBuilder(List<Wanted> wanted) {
        core.file(TEXT, 0x1000, 0, LIBRARY);
        core.file(DATA, 0x2000, 0x1000, LIBRARY);
        data = core.data(DATA, 0x2000);
        int pages = (wanted.size() + 1) / RECORDS_PER_AREA + 1;
        areas = core.data(AREAS, pages * 4096L);
        for (int i = 0; i < pages; i++) {
            long area = AREAS + i * 4096L;
            areas.word(area, SECRET)
                    .word(area + 8, i + 1 < pages ? area + 4096 : 0)
                    .half(area + 16, RECORDS_PER_AREA);
            add(BlockState.OVERHEAD, 4096);
        }
        container(wanted);
        for (Wanted group : wanted) {
            if (group.in() == In.ITS_OWN_MAPPING) {
                mapped(group);
            }
        }
        data.word(CONTEXT, SECRET).half(CONTEXT + 8, 1).word(CONTEXT + 56, AREAS);
        for (int i = 0; i < 48; i++) {
            data.word(CONTEXT + 464 + 8L * i, usage[i]);
        }
        core.process(4711, "built");
    }

    CoreBuilder.Memory data() {
        return data;
    }

    CoreBuilder.Memory areas() {
        return areas;
    }

    List<Long> records() {
        return records;
    }

    Map<BlockState, Long> expected() {
        return expected;
    }

    byte[] build() {
        return core.build();
    }

    /** A big group whose slots hold the smaller ones, and else are live. */
    private void container(List<Wanted> wanted) {
        long length = (16L + CONTAINER_SLOTS * CONTAINER_STRIDE + 4095) & -4096;
        CoreBuilder.Memory memory = core.data(nextGroup, length);
        long at = nextGroup;
        nextGroup += length;
        record(memory, at, CONTAINER_CLASS, CONTAINER_SLOTS, 0, (int) (length / 4096));
        add(BlockState.OVERHEAD, 16 + length - 16 - (long) CONTAINER_SLOTS * CONTAINER_STRIDE);
        List<Wanted> inside =
                wanted.stream().filter(group -> group.in() == In.A_SLOT).toList();
        for (int i = 0; i < CONTAINER_SLOTS; i++) {
            long slot = at + 16 + (long) i * CONTAINER_STRIDE;
            if (i < inside.size()) {
                Wanted group = inside.get(i);
                // musl shifts what it hands out within a slot by some units.
                long start = slot + 16L * (i % 3);
                long bytes = 16 + 16L * group.slots() * group.units();
                record(memory, start, group.units() - 1, group.slots(), group.free(), 0);
                slots(group);
                add(BlockState.OVERHEAD, CONTAINER_STRIDE - bytes + 16);
            } else {
                add(BlockState.LIVE, CONTAINER_STRIDE);
            }
        }
    }

    private void mapped(Wanted group) {
        // What fills its mapping alone has all of it as its slot.
        long used = 16 + 16L * group.slots() * group.units();
        long length = (used + 4095) & -4096;
        CoreBuilder.Memory memory = core.data(nextGroup, length);
        memories.add(memory);
        record(memory, nextGroup, group.units() - 1, group.slots(), group.free(), (int) (length / 4096));
        nextGroup += length + (memories.size() % 2 == 0 ? 4096 : 0);
        if (group.slots() == 1) {
            boolean isFree = (group.free() & 1) != 0;
            add(isFree ? BlockState.CACHED : BlockState.LIVE, length - 16);
            add(BlockState.OVERHEAD, 16);
        } else {
            slots(group);
            add(BlockState.OVERHEAD, length - used + 16);
        }
    }

    private void slots(Wanted group) {
        int mask = (int) ((1L << group.slots()) - 1);
        int free = Integer.bitCount(group.free() & mask);
        long size = group.units() * 16L;
        add(free == group.slots() ? BlockState.CACHED : BlockState.FREE, free * size);
        add(BlockState.LIVE, (group.slots() - free) * size);
    }

    private void record(CoreBuilder.Memory memory, long group, int sizeClass, int slots, int free, int pages) {
        int index = records.size();
        long area = AREAS + index / RECORDS_PER_AREA * 4096L;
        long record = area + 24 + index % RECORDS_PER_AREA * 40L;
        records.add(record);
        int mask = (int) ((1L << slots) - 1);
        areas.word(record + 16, group);
        areas.half(record + 24, free & mask & 0x5555_5555).half(record + 28, free & mask & 0xaaaa_aaaa);
        areas.word(record + 32, (slots - 1) | 32 | (long) sizeClass << 6 | (long) pages << 12);
        memory.word(group, record);
        usage[sizeClass] += slots;
    }

    private void add(BlockState state, long bytes) {
        if (bytes > 0) {
            expected.merge(state, bytes, Long::sum);
        }
    }
}
