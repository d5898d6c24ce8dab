package lacuna.heap.jemalloc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.linux.proc.Mapping;

/**
 * Makes an address space with a jemalloc heap of the test's choice: a root in a library's .bss, nodes, leaves and records in
 * a block of the allocator's own, extents across the border of two leaves. Its numbers are written down here anew, from
 * jemalloc's sources, so that a slip in the tables shows.
 */
final class JemallocImageBuilder implements ByteReader {
    /** Which jemalloc it is made like. */
    enum Like {
        V52_48(2, 18, 8, 64, 16, 18, 26),
        V53_48(2, 18, 8, 128, 17, 20, 28),
        V52_57(3, 15, 16, 64, 16, 18, 26),
        V53_57(3, 15, 16, 128, 17, 20, 28);

        private final int levels;
        private final int bits;
        private final int element;
        private final int alignment;
        private final int stateAt;
        private final int classAt;
        private final int freeAt;

        Like(int levels, int bits, int element, int alignment, int stateAt, int classAt, int freeAt) {
            this.levels = levels;
            this.bits = bits;
            this.element = element;
            this.alignment = alignment;
            this.stateAt = stateAt;
            this.classAt = classAt;
            this.freeAt = freeAt;
        }

        boolean is52() {
            return alignment == 64;
        }
    }

    /** What an extent serves. */
    enum Kind {
        SLAB,
        LARGE,
        DIRTY,
        MUZZY,
        RETAINED
    }

    /** An extent that the test wants; {@code size} selects a size class, or a number of pages. */
    record Wanted(Kind kind, int arena, int size, long seed) {}

    static final String LIBRARY = "/built/lib/libmalloc.so";
    private static final int[] SIZES = {
        8, 16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536,
        1792, 2048, 2560, 3072, 3584, 4096, 5120, 6144, 7168, 8192, 10240, 12288, 14336
    };
    private static final int[] SLAB_PAGES = {
        1, 1, 1, 3, 1, 5, 3, 7, 1, 5, 3, 7, 1, 5, 3, 7, 1, 5, 3, 7, 1, 5, 3, 7, 1, 5, 3, 7, 1, 5, 3, 7, 2, 5, 3, 7
    };
    private static final int NO_CLASS = 232;
    private static final long DATA = 0x7f00_0000_0000L;
    private static final long BSS_SIZE = 0x22_0000L;
    private static final long BASE = 0x7e80_0000_0000L;
    private static final long BASE_SIZE = 16L << 20;
    private static final long BORDER = 0x7e90_4000_0000L;
    private static final long HEAP_PAGES = 4096;

    private final Like like;
    private final Map<Long, byte[]> pages = new HashMap<>();
    private final TreeMap<Long, Mapping> mappings = new TreeMap<>();
    private final Map<BlockState, Long> expected = new EnumMap<>(BlockState.class);
    private final Map<Integer, Long> systems = new TreeMap<>();
    private final List<Long> guarded = new ArrayList<>();
    private final Map<Long, Long> leaves = new HashMap<>();
    private final Map<Long, Long> nodes = new HashMap<>();
    private final long root = DATA + 0x1000 + 0x84d8;
    private long used = BASE + 0x100;
    private long heapEnd;

    JemallocImageBuilder(Like like, List<Wanted> wanted) {
        this.like = like;
        map(DATA - 0x1000, 0x1000, Mapping.READ, 0, LIBRARY);
        map(DATA, 0x1000, Mapping.READ | Mapping.WRITE, 0x1000, LIBRARY);
        map(DATA + 0x1000, BSS_SIZE, Mapping.READ | Mapping.WRITE, 0, "");
        map(BASE, BASE_SIZE, Mapping.READ | Mapping.WRITE, 0, "");
        map(BORDER - HEAP_PAGES * 4096, 2 * HEAP_PAGES * 4096, Mapping.READ | Mapping.WRITE, 0, "");
        // Other pointers in the data, as a library has.
        word(DATA + 0x1100, BASE + 0x40);
        word(DATA + 0x1108, DATA);
        long total = wanted.stream().mapToLong(each -> pagesOf(each)).sum();
        long at = BORDER - Math.min(HEAP_PAGES, total / 2 + 1) * 4096;
        for (Wanted each : wanted) {
            extent(each, at);
            at += pagesOf(each) * 4096L;
        }
        heapEnd = at;
        word(BASE, BASE_SIZE);
        word(BASE + 16 + 8, used);
        word(BASE + 16 + 16, BASE + BASE_SIZE - used);
    }

    List<Mapping> mappings() {
        return List.copyOf(mappings.values());
    }

    long dataStart() {
        return DATA;
    }

    long dataEnd() {
        return DATA + 0x1000 + BSS_SIZE;
    }

    long root() {
        return root;
    }

    /** The addresses of all words on which figures rest. */
    List<Long> guarded() {
        return List.copyOf(guarded);
    }

    /** Bytes per state over all arenas. */
    Map<BlockState, Long> expected() {
        return expected;
    }

    /** Bytes per arena. */
    Map<Integer, Long> systems() {
        return systems;
    }

    long somewhere(Random random) {
        long[] places = {
            0,
            -1,
            1,
            BASE,
            BASE + BASE_SIZE - 64,
            BORDER,
            BORDER - 4096,
            heapEnd,
            DATA,
            root,
            1L << 47,
            Long.MIN_VALUE,
            Long.MAX_VALUE & -128,
            guarded.get(random.nextInt(guarded.size())) & -128
        };
        return places[random.nextInt(places.length)];
    }

    long word(long address) {
        return segment(address).get(word64(), address & 4095);
    }

    void word(long address, long value) {
        segment(address).set(word64(), address & 4095, value);
    }

    @Override
    public int read(long address, MemorySegment into, int length) {
        int done = 0;
        while (done < length) {
            long at = address + done;
            Map.Entry<Long, Mapping> mapping = mappings.floorEntry(at);
            if (mapping == null || !mapping.getValue().contains(at)) {
                break;
            }
            int count = (int) Math.min(length - done, 4096 - (at & 4095));
            byte[] page = pages.get(at & -4096);
            if (page == null) {
                into.asSlice(done, count).fill((byte) 0);
            } else {
                MemorySegment.copy(MemorySegment.ofArray(page), at & 4095, into, done, count);
            }
            done += count;
        }
        return done;
    }

    private void extent(Wanted wanted, long at) {
        long record = allocate(128, like.alignment);
        int count = pagesOf(wanted);
        systems.merge(wanted.arena(), count * 4096L, Long::sum);
        long random = wanted.seed();
        switch (wanted.kind()) {
            case SLAB -> {
                int sizeClass = wanted.size() % SIZES.length;
                int slots = count * 4096 / SIZES[sizeClass];
                int free = bitmap(record, slots, random);
                record(record, wanted.arena(), at, count, 0, sizeClass, 1, free, 0);
                for (int i = 0; i < count; i++) {
                    element(at + i * 4096L, record, sizeClass, 1, 0);
                }
                expect(BlockState.FREE, (long) free * SIZES[sizeClass]);
                expect(BlockState.LIVE, (long) (slots - free) * SIZES[sizeClass]);
            }
            case LARGE -> {
                int sizeClass = 36 + wanted.size() % 5;
                record(record, wanted.arena(), at, count, 0, sizeClass, 0, 0, (int) (random & 63) * 64);
                ends(at, count, record, sizeClass, 0);
                expect(BlockState.LIVE, (count - 1) * 4096L);
                expect(BlockState.OVERHEAD, 4096L);
            }
            case DIRTY, MUZZY, RETAINED -> {
                int state = wanted.kind().ordinal() - Kind.DIRTY.ordinal() + 1;
                record(record, wanted.arena(), at, count, state, NO_CLASS, 0, 0, 0);
                ends(at, count, record, NO_CLASS, state);
                BlockState poured = switch (wanted.kind()) {
                    case DIRTY -> BlockState.CACHED;
                    case MUZZY -> BlockState.LAZILY_FREED;
                    case RETAINED, SLAB, LARGE -> BlockState.GIVEN_BACK;
                };
                expect(poured, count * 4096L);
            }
        }
    }

    static int pagesOf(Wanted wanted) {
        return switch (wanted.kind()) {
            case SLAB -> SLAB_PAGES[wanted.size() % SIZES.length];
            case LARGE -> 4 + wanted.size() % 5 + 1;
            case DIRTY, MUZZY, RETAINED -> 1 + wanted.size() % 40;
        };
    }

    private void record(
            long record, int arena, long at, int count, int state, int sizeClass, int slab, int free, int offset) {
        word(
                record,
                arena
                        | (long) slab << 12
                        | 1L << 13
                        | (long) state << like.stateAt
                        | (long) sizeClass << like.classAt
                        | (long) free << like.freeAt);
        word(record + 8, at + offset);
        word(record + 16, (count * 4096L) | 77);
        guarded.addAll(List.of(record, record + 8, record + 16));
    }

    private int bitmap(long record, int slots, long seed) {
        Random random = new Random(seed);
        int full = random.nextInt(4);
        int free = 0;
        for (int word = 0; word * 64 < slots; word++) {
            long bits = full == 0 ? 0 : full == 1 ? -1 : random.nextLong();
            int rest = slots - word * 64;
            bits &= rest >= 64 ? -1 : (1L << rest) - 1;
            word(record + 64 + 8L * word, bits);
            guarded.add(record + 64 + 8L * word);
            free += Long.bitCount(bits);
        }
        return free;
    }

    private void ends(long at, int count, long record, int sizeClass, int state) {
        element(at, record, sizeClass, 0, state);
        element(at + (count - 1) * 4096L, record, sizeClass, 0, state);
    }

    private void element(long address, long record, int sizeClass, int slab, int state) {
        long at = leaf(address) + ((address >>> 12) & ((1L << like.bits) - 1)) * like.element;
        int told = like.is52() ? 0 : state;
        if (like.levels == 2) {
            word(at, (long) sizeClass << 48 | record | (long) told << 2 | slab);
        } else {
            word(at, record);
            word(at + 8, like.is52() ? sizeClass | (long) slab << 32 : sizeClass << 5 | told << 2 | slab);
            guarded.add(at + 8);
        }
        guarded.add(at);
    }

    private long leaf(long address) {
        long key = address >>> (12 + like.bits);
        return leaves.computeIfAbsent(key, _ -> {
            long leaf = allocate(like.element << like.bits, 64);
            long parent = root;
            long index = key;
            if (like.levels == 3) {
                parent = node(key >>> like.bits);
                index = key & ((1L << like.bits) - 1);
            }
            word(parent + 8 * index, leaf);
            guarded.add(parent + 8 * index);
            return leaf;
        });
    }

    private long node(long index) {
        return nodes.computeIfAbsent(index, _ -> {
            long node = allocate(8 << like.bits, 64);
            word(root + 8 * index, node);
            guarded.add(root + 8 * index);
            return node;
        });
    }

    private long allocate(int bytes, int alignment) {
        long at = (used + alignment - 1) & -alignment;
        used = at + bytes;
        return at;
    }

    private void expect(BlockState state, long bytes) {
        if (bytes > 0) {
            expected.merge(state, bytes, Long::sum);
        }
    }

    private void map(long start, long size, int permissions, long offset, String path) {
        mappings.put(
                start,
                new Mapping(start, start + size, permissions, offset, 8, 1, path.isEmpty() ? 0 : 9, path, false));
    }

    private MemorySegment segment(long address) {
        return MemorySegment.ofArray(pages.computeIfAbsent(address & -4096, _ -> new byte[4096]));
    }

    private static ValueLayout.OfLong word64() {
        return ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    }
}
