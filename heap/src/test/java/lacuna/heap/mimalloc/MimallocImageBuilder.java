package lacuna.heap.mimalloc;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lacuna.heap.block.BlockState;
import lacuna.heap.image.CoreBuilder;

/** Writes the segments of a thread with pages of the test's choice, as each version lays them out, and knows what is in them. */
final class MimallocImageBuilder {
    /** What to be like: the numbers of this class are its own, so that an error in the walker's table shows. */
    enum Like {
        V2_0(false, false, 80),
        V2_1(false, false, 80),
        PYTHON(false, false, 96),
        V2_1_4(false, true, 96),
        V2_1_9(true, true, 96);

        private final boolean hasLateHeader;
        private final boolean hasLateRecords;
        private final int record;

        Like(boolean hasLateHeader, boolean hasLateRecords, int record) {
            this.hasLateHeader = hasLateHeader;
            this.hasLateRecords = hasLateRecords;
            this.record = record;
        }

        private int shift(int early, int late) {
            return hasLateHeader ? late : early;
        }

        private int field(int early, int late) {
            return hasLateRecords ? late : early;
        }

        private int offset(int size) {
            return switch (this) {
                case V2_0 -> size <= 1024 ? 384 : 0;
                case V2_1, PYTHON, V2_1_4, V2_1_9 -> size <= 64 ? 3 * size : size <= 512 ? size : 0;
            };
        }
    }

    /** A page of blocks of {@code size}, of which {@code share} thousandths were ever on a list or handed out. */
    record Wanted(int size, int share, long chance) {}

    static final long SEGMENTS = 0x2000_0000_0000L;
    static final long SEGMENT = 32 << 20;
    static final int SLICE = 64 << 10;
    static final long HEAP = 0x1000_0000_0040L;
    private static final long THREAD = 0x1000_0000_2000L;
    private static final long KEY = 0x1234_5678_9abc_def1L;
    /** So many slices of a segment at the most have pages. */
    private static final int DUMPED = 12;

    private final Like like;
    private final CoreBuilder core = new CoreBuilder();
    private final CoreBuilder.Memory heap;
    private final List<CoreBuilder.Memory> segments = new ArrayList<>();
    private final List<Long> records = new ArrayList<>();
    private final List<Long> freeBlocks = new ArrayList<>();
    private final Map<BlockState, Long> expected = new EnumMap<>(BlockState.class);
    private long delayed;
    private int pages;
    private long freedByOthers;

    MimallocImageBuilder(Like like, List<List<Wanted>> wanted) {
        this.like = like;
        heap = core.data(HEAP & -4096, 4096);
        for (int i = 0; i < wanted.size(); i++) {
            segment(SEGMENTS + 2L * i * SEGMENT, wanted.get(i));
        }
        heap.word(HEAP + like.field(2840, 8), delayed).word(HEAP + like.field(2848, 16), THREAD);
        heap.word(HEAP + like.field(3024, 192), pages);
        core.process(4711, "built");
    }

    /** The addresses of the records of pages. */
    List<Long> records() {
        return records;
    }

    /** Blocks that are on a list. */
    List<Long> freeBlocks() {
        return freeBlocks;
    }

    CoreBuilder.Memory heap() {
        return heap;
    }

    CoreBuilder.Memory memoryOf(long address) {
        return segments.get((int) ((address - SEGMENTS) / (2 * SEGMENT)));
    }

    /** Bytes of blocks that only the lists of what other threads freed tell from live ones. */
    long freedByOthers() {
        return freedByOthers;
    }

    Map<BlockState, Long> expected() {
        return expected;
    }

    byte[] build() {
        return core.build();
    }

    private void segment(long at, List<Wanted> wanted) {
        CoreBuilder.Memory memory = core.load(at, SEGMENT, CoreBuilder.READ | CoreBuilder.WRITE, DUMPED * SLICE);
        segments.add(memory);
        memory.word(at + like.shift(216, 224), at ^ KEY);
        memory.word(at + like.shift(224, 248), 512).word(at + like.shift(232, 256), 1);
        memory.word(at + like.shift(248, 272), 512).word(at + like.shift(256, 280), THREAD);
        memory.half(record(at, 0), 1);
        add(BlockState.OVERHEAD, SLICE);
        int slice = 1;
        int used = 0;
        for (Wanted page : wanted) {
            int slices = page.size() > 128 << 10 ? (page.size() + SLICE - 1) / SLICE : 1;
            if (slice + slices <= DUMPED) {
                page(memory, at, slice, slices, page);
                slice += slices;
                used++;
            }
        }
        memory.word(at + like.shift(208, 216), used);
        run(memory, at, slice, 512 - slice);
        add(BlockState.CACHED, (512L - slice) * SLICE);
        pages += used;
    }

    private long record(long segment, int slice) {
        return segment + like.shift(264, 288) + (long) slice * like.record;
    }

    private void run(CoreBuilder.Memory memory, long segment, int slice, int slices) {
        memory.half(record(segment, slice), slices);
        if (slices > 1) {
            memory.half(record(segment, slice + slices - 1) + 4, like.record * (slices - 1));
        }
    }

    private void page(CoreBuilder.Memory memory, long segment, int slice, int slices, Wanted wanted) {
        run(memory, segment, slice, slices);
        int size = wanted.size();
        int offset = like.offset(size);
        int room = slices * SLICE - offset;
        long start = segment + (long) slice * SLICE + offset;
        int reserved = room / size;
        int capacity = Math.clamp(reserved * (long) wanted.share() / 1000, 1, reserved);
        Random chance = new Random(wanted.chance());
        boolean isEmpty = chance.nextInt(8) == 0;
        long[] lists = new long[3];
        int used = 0;
        int freed = 0;
        for (int i = 0; i < capacity; i++) {
            long block = start + (long) i * size;
            int draw = isEmpty ? chance.nextInt(3) : chance.nextInt(8);
            if (draw < 3) {
                memory.word(block, lists[draw]);
                lists[draw] = block;
            } else if (draw == 3) {
                memory.word(block, delayed);
                delayed = block;
            }
            freed += draw <= 3 ? 1 : 0;
            freedByOthers += draw == 2 || draw == 3 ? size : 0;
            // What other threads freed counts as used.
            used += draw < 2 ? 0 : 1;
            if (draw <= 3) {
                freeBlocks.add(block);
            }
        }
        long at = record(segment, slice);
        records.add(at);
        int tag = like == Like.PYTHON ? 2 << 3 : 0;
        memory.half(at + 8, capacity << 16 | tag).half(at + 12, reserved);
        memory.word(at + 16, lists[0]).word(at + like.field(32, 24), lists[1]);
        memory.half(at + like.field(24, 32), used);
        if (like.hasLateRecords) {
            memory.word(at + 40, size).word(at + 48, start);
        } else {
            memory.half(at + 28, size);
        }
        memory.word(at + like.field(40, 56), lists[2] | chance.nextInt(4)).word(at + like.field(48, 64), HEAP);
        add(BlockState.OVERHEAD, offset + room - (long) reserved * size);
        if (freed == capacity) {
            add(BlockState.CACHED, (long) reserved * size);
        } else {
            add(BlockState.LIVE, (long) (capacity - freed) * size);
            add(BlockState.FREE, (long) freed * size);
            add(BlockState.TOP, (long) (reserved - capacity) * size);
        }
    }

    private void add(BlockState state, long bytes) {
        if (bytes > 0) {
            expected.merge(state, bytes, Long::sum);
        }
    }
}
