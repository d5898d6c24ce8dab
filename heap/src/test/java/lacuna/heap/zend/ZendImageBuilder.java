package lacuna.heap.zend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lacuna.heap.block.BlockState;
import lacuna.heap.image.CoreBuilder;

/** Makes cores with a heap of PHP's, of runs that a random number chooses, and knows every byte of it. */
final class ZendImageBuilder {
    /** As facts of each version, apart from what the walk believes. */
    enum Like {
        PHP_7_2(24, 512, 32, 312),
        PHP_8_2(24, 520, 32, 312),
        PHP_8_2_HARDENED(24, 544, 32, 328),
        PHP_8_4(24, 608, 40, 320),
        PHP_8_4_HARDENED(24, 624, 40, 336),
        PHP_8_5(24, 592, 40, 320),
        PHP_8_6(32, 592, 40, 320);

        private final int freePages;
        private final int map;
        private final int freeSlots;
        private final int main;

        Like(int freePages, int map, int freeSlots, int main) {
            this.freePages = freePages;
            this.map = map;
            this.freeSlots = freeSlots;
            this.main = main;
        }

        ZendLayout layout() {
            return new ZendLayout(freePages, map, freeSlots, main);
        }
    }

    private static final long BASE = 0x7f0000000000L;
    private static final long CHUNK = 2L << 20;
    private static final int PAGE = 4096;
    private static final long KEY = 0x1122334455667788L;

    private final Like like;
    private final Random random;
    private final CoreBuilder core = new CoreBuilder();
    private final CoreBuilder.Memory memory;
    private final int chunks;
    private final int cached;
    private final int huge;
    private final long[] heads = new long[30];
    private final List<Long> nodes = new ArrayList<>();
    private final Map<BlockState, Long> bytes = new EnumMap<>(BlockState.class);
    private final List<Long> copies = new ArrayList<>();
    private long size;
    private long gcPages;

    ZendImageBuilder(Like like, long seed) {
        this.like = like;
        this.random = new Random(seed);
        this.chunks = 1 + random.nextInt(3);
        this.cached = random.nextInt(3);
        this.huge = random.nextInt(3);
        this.memory = core.data(BASE, chunks * CHUNK);
        for (int i = 0; i < chunks; i++) {
            chunk(i);
        }
        others();
        heap();
    }

    /** What the heap has in each state. */
    Map<BlockState, Long> bytes() {
        return bytes;
    }

    /** What gc_mem_caches() would return. */
    long gcReturns() {
        return gcPages * PAGE;
    }

    /** Where free slots have copies of their links, from the first chunk on. */
    List<Long> copies() {
        return copies;
    }

    byte[] build() {
        return core.build();
    }

    Path write(Path file) {
        return core.write(file);
    }

    private void chunk(int index) {
        long base = BASE + index * CHUNK;
        long[] used = new long[8];
        used[0] = 1;
        memory.half(base + like.map, 0x40000001);
        add(BlockState.OVERHEAD, PAGE);
        int page = 1;
        int free = 0;
        int trailing = 0;
        while (page < 512) {
            int left = 512 - page;
            int kind = page == 1 && index == 0 ? 3 : random.nextInt(3);
            int pages;
            if (kind == 0) {
                pages = Math.min(left, 1 + random.nextInt(40));
                free += pages;
                trailing += pages;
            } else {
                int bin = kind == 3 ? 2 : random.nextInt(30);
                boolean isSmall = kind >= 2 && Bins.pages(bin) <= left;
                pages = isSmall ? Bins.pages(bin) : Math.min(left, 1 + random.nextInt(60));
                for (int i = page; i < page + pages; i++) {
                    used[i >>> 6] |= 1L << i;
                }
                if (isSmall) {
                    small(base, page, bin, kind == 3);
                } else {
                    memory.half(base + like.map + 4L * page, 0x40000000 | pages);
                    size += (long) pages * PAGE;
                    add(BlockState.LIVE, (long) pages * PAGE);
                }
                trailing = 0;
            }
            page += pages;
        }
        add(BlockState.TOP, (long) trailing * PAGE);
        add(BlockState.FREE, (long) (free - trailing) * PAGE);
        for (int i = 0; i < 8; i++) {
            memory.word(base + like.map - 64 + 8L * i, used[i]);
        }
        memory.word(base, BASE + 64);
        memory.word(base + 8, BASE + (index + 1) % chunks * CHUNK);
        memory.word(base + 16, BASE + (index + chunks - 1) % chunks * CHUNK);
        memory.half(base + like.freePages, free).half(base + like.freePages + 4, 512 - trailing);
        memory.half(base + like.freePages + 8, index);
    }

    private void small(long base, int page, int bin, boolean isForNodes) {
        int slotSize = Bins.size(bin);
        long run = base + (long) page * PAGE;
        memory.half(base + like.map + 4L * page, 0x80000000 | bin);
        for (int i = 1; i < Bins.pages(bin); i++) {
            memory.half(base + like.map + 4L * (page + i), 0xc0000000 | bin | i << 16);
        }
        int percent = isForNodes ? 0 : random.nextInt(5) * 25;
        int free = 0;
        for (int slot = 0; slot < Bins.slots(bin); slot++) {
            long at = run + (long) slot * slotSize;
            if (random.nextInt(100) < percent) {
                long next = heads[bin];
                memory.word(at, next);
                if (like.freeSlots == 40 && slotSize > 8 && next != 0) {
                    long copyAt = at + slotSize - 8;
                    copies.add(copyAt - BASE);
                    memory.word(copyAt, Long.reverseBytes(next) ^ KEY ^ (like.freePages == 32 ? copyAt : 0));
                }
                heads[bin] = at;
                free++;
            } else {
                size += slotSize;
                if (isForNodes) {
                    nodes.add(at);
                }
            }
        }
        if (free == Bins.slots(bin) && bin > 0) {
            gcPages += Bins.pages(bin);
        }
        add(BlockState.FREE, (long) free * slotSize);
        add(BlockState.LIVE, (long) (Bins.slots(bin) - free) * slotSize);
        add(BlockState.OVERHEAD, (long) Bins.pages(bin) * PAGE - (long) Bins.slots(bin) * slotSize);
    }

    /** Cached chunks with empty headers, and huge blocks, of which nothing needs to have been dumped. */
    private void others() {
        long at = BASE + (chunks + 1) * CHUNK;
        long previous = 0;
        for (int i = 0; i < cached; i++, at += CHUNK) {
            core.load(at, CHUNK, CoreBuilder.READ | CoreBuilder.WRITE, PAGE).word(at + 8, previous);
            previous = at;
            add(BlockState.CACHED, CHUNK);
        }
        memory.word(BASE + 64 + like.main + 8, previous);
        for (int i = 0; i < huge; i++, at += 2 * CHUNK) {
            long length = CHUNK + (long) PAGE * random.nextInt(512);
            core.load(at, length, CoreBuilder.READ | CoreBuilder.WRITE, 0);
            memory.word(nodes.get(i), at).word(nodes.get(i) + 8, length);
            memory.word(nodes.get(i) + 16, i + 1 < huge ? nodes.get(i + 1) : 0);
            size += length;
            add(BlockState.LIVE, length);
        }
        memory.word(BASE + 64 + like.main - 8, huge > 0 ? nodes.getFirst() : 0);
    }

    private void heap() {
        long heap = BASE + 64;
        long real = bytes.values().stream().mapToLong(Long::longValue).sum();
        memory.word(heap + 16, size).word(heap + 24, size);
        if (like.freeSlots == 40) {
            memory.word(heap + 32, KEY);
        }
        for (int bin = 0; bin < 30; bin++) {
            memory.word(heap + like.freeSlots + 8L * bin, heads[bin]);
        }
        memory.word(heap + like.freeSlots + 240, real).word(heap + like.freeSlots + 248, real);
        memory.word(heap + like.freeSlots + 256, 128 << 20);
        memory.word(heap + like.main, BASE);
        memory.half(heap + like.main + 16, chunks).half(heap + like.main + 20, chunks);
        memory.half(heap + like.main + 24, cached);
        memory.word(heap + like.main + 32, Double.doubleToLongBits(1.0));
    }

    private void add(BlockState state, long more) {
        bytes.merge(state, more, Long::sum);
    }
}
