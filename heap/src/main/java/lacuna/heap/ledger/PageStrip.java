package lacuna.heap.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.LongList;
import lacuna.heap.block.ResidentBytes;
import lacuna.linux.call.PageSize;
import lacuna.linux.proc.Mapping;

/**
 * The pages of a region in the order of their addresses, each with what lives on it, and how many there are of which. For
 * a picture a few pages are one cell, and long stretches of absent pages are cut: a byte for each cell is all it takes.
 */
public final class PageStrip implements BlockSink {
    /** Page tables are looked at in windows of this many pages; asking for more at once would read them twice. */
    private static final long WINDOW = 16384;

    private static final long STEP = 64;
    private static final int ABSENT_CELLS = 4;
    private static final int MOST_CELLS = 1 << 20;
    private static final int LIFE_BITS = 4;

    private final ResidentBytes resident;
    private final Claims claimed;
    private final Footprint footprint;
    private final int pagesPerCell;
    private final long[] pages = new long[PageLife.count()];
    private byte[] cells = new byte[64];
    private int size;

    // The page that blocks are being laid on: the bytes of each state.
    private final long[] onPage = new long[BlockState.count()];
    private long page = -1;

    // The cell that is being filled, and the absent pages in front of it.
    private final int[] inCell = new int[PageLife.count()];
    private int filled;
    private long absent;
    private PageLife absentLife = PageLife.LIVE_ABSENT;

    private Optional<PageStrip> behind = Optional.empty();

    /** Of a strip that is behind another: how many pages of which life, for the other to show. */
    private final Optional<LongList> told;

    // Its first page, which may be the last one of the strip that it is behind.
    private final long[] onFirst = new long[BlockState.count()];
    private long firstPage = -1;

    PageStrip(List<Mapping> mappings, ResidentBytes resident, Claims claimed, int pagesPerCell) {
        this(resident, claimed, new Footprint(mappings), pagesPerCell, Optional.empty());
    }

    private PageStrip(
            ResidentBytes resident, Claims claimed, Footprint footprint, int pagesPerCell, Optional<LongList> told) {
        this.resident = resident;
        this.claimed = claimed;
        this.footprint = footprint;
        this.pagesPerCell = pagesPerCell;
        this.told = told;
    }

    @Override
    public void block(long address, long length, BlockState state) {
        long end = address + length;
        if (claimed.isEmpty() || length < PageSize.BYTES) {
            lay(address, end, state);
            return;
        }
        long at = claimed.firstFree(address);
        while (at < end) {
            long next = claimed.firstClaimed(at, end);
            lay(at, next, state);
            at = claimed.firstFree(next);
        }
    }

    @Override
    public void blocks(long address, long length, int count, BlockState state) {
        block(address, length * count, state);
    }

    @Override
    public Optional<BlockSink> behind() {
        behind = Optional.of(new PageStrip(
                resident.another(), claimed, footprint.behind(), pagesPerCell, Optional.of(new LongList())));
        return behind.map(strip -> strip);
    }

    /** The page where the two meet has blocks of both. */
    @Override
    public void join() {
        PageStrip next = behind.orElseThrow();
        if (next.firstPage >= 0) {
            lay(next.firstPage, next.onFirst);
            turnTo(next.page);
            LongList words = next.told.orElseThrow();
            for (int i = 0; i < words.size(); i++) {
                tell(words.get(i));
            }
        }
        if (next.page >= 0) {
            lay(next.page, next.onPage);
        }
        footprint.join(next.footprint);
        behind = next.behind;
    }

    private void lay(long where, long[] bytes) {
        if (where != page) {
            turnTo(where);
        }
        Arrays.setAll(onPage, i -> onPage[i] + bytes[i]);
    }

    /** After the last block. */
    PageStrip finish() {
        turnTo(-1);
        absentEnds();
        if (filled > 0) {
            cell();
        }
        return this;
    }

    /** How many pages there are with {@code life} on them. */
    public long pages(PageLife life) {
        return pages[life.ordinal()];
    }

    public long residentPages() {
        return Arrays.stream(PageLife.values())
                .filter(PageLife::isResident)
                .mapToLong(this::pages)
                .sum();
    }

    public int size() {
        return size;
    }

    /** What most pages of the cell {@code index} have on them. */
    public PageLife cell(int index) {
        return PageLife.at(cells[index]);
    }

    Footprint footprint() {
        return footprint;
    }

    private void lay(long start, long end, BlockState state) {
        if (start == end) {
            return;
        }
        long first = start >>> PageSize.SHIFT;
        long last = (end - 1) >>> PageSize.SHIFT;
        if (first != page) {
            turnTo(first);
        }
        if (first == last) {
            onPage[state.ordinal()] += end - start;
            return;
        }
        onPage[state.ordinal()] += ((first + 1) << PageSize.SHIFT) - start;
        turnTo(last);
        if (last - first > 1) {
            whole(first + 1, last, state);
        }
        onPage[state.ordinal()] += end - (last << PageSize.SHIFT);
    }

    /** The pages {@code [from, to)} that one block covers. */
    private void whole(long from, long to, BlockState state) {
        for (long at = from; at < to; ) {
            long next = Math.min(to, (at + WINDOW) & -WINDOW);
            if (!uniform(at, next, state)) {
                for (long step = at; step < next; step += STEP) {
                    long stepEnd = Math.min(next, step + STEP);
                    if (!uniform(step, stepEnd, state)) {
                        for (long one = step; one < stepEnd; one++) {
                            uniform(one, one + 1, state);
                        }
                    }
                }
            }
            at = next;
        }
    }

    /** Tells of pages that are all in memory or all absent; false when they are neither. */
    private boolean uniform(long from, long to, BlockState state) {
        long present = present(from, to);
        if (present != 0 && present != (to - from) << PageSize.SHIFT) {
            return false;
        }
        run(from, to, present == 0 ? absentLife(state) : wholeLife(state));
        return true;
    }

    private void turnTo(long next) {
        if (page >= 0 && told.isPresent() && firstPage < 0) {
            firstPage = page;
            System.arraycopy(onPage, 0, onFirst, 0, onPage.length);
        } else if (page >= 0) {
            run(page, page + 1, present(page, page + 1) > 0 ? lifeOnPage() : absentLifeOnPage());
        }
        Arrays.fill(onPage, 0);
        page = next;
    }

    private long present(long from, long to) {
        return resident.between(from << PageSize.SHIFT, to << PageSize.SHIFT);
    }

    private PageLife lifeOnPage() {
        long live = onPage[BlockState.LIVE.ordinal()];
        if (live > 0) {
            return live == PageSize.BYTES
                    ? PageLife.LIVE_FULL
                    : live >= PageSize.BYTES / 2
                            ? PageLife.LIVE_MOST
                            : live >= PageSize.BYTES / 8 ? PageLife.LIVE_SOME : PageLife.LIVE_LITTLE;
        }
        for (BlockState state : PRECEDENCE) {
            if (onPage[state.ordinal()] > 0) {
                return wholeLife(state);
            }
        }
        return PageLife.OVERHEAD;
    }

    /** Of what is on a page without a live block, the first of these names it. */
    private static final List<BlockState> PRECEDENCE = List.of(
            BlockState.FOREIGN,
            BlockState.THREAD_CACHED,
            BlockState.OVERHEAD,
            BlockState.CACHED,
            BlockState.FREE,
            BlockState.GIVEN_BACK,
            BlockState.LAZILY_FREED,
            BlockState.TOP);

    private PageLife absentLifeOnPage() {
        for (BlockState state : BlockState.values()) {
            if (onPage[state.ordinal()] > 0 && !state.isFreed()) {
                return PageLife.LIVE_ABSENT;
            }
        }
        return PageLife.FREE_ABSENT;
    }

    private static PageLife absentLife(BlockState state) {
        return state.isFreed() ? PageLife.FREE_ABSENT : PageLife.LIVE_ABSENT;
    }

    private static PageLife wholeLife(BlockState state) {
        return switch (state) {
            case LIVE -> PageLife.LIVE_FULL;
            case THREAD_CACHED, CACHED -> PageLife.CACHED;
            case FREE, GIVEN_BACK -> PageLife.FREE;
            case LAZILY_FREED -> PageLife.LAZILY_FREED;
            case TOP -> PageLife.TOP;
            case OVERHEAD -> PageLife.OVERHEAD;
            case FOREIGN -> PageLife.FOREIGN;
        };
    }

    private void run(long from, long to, PageLife life) {
        if (life.isResident()) {
            long start = from << PageSize.SHIFT;
            long end = to << PageSize.SHIFT;
            footprint.add(start, end, end - start, resident);
        }
        show(to - from, life);
    }

    private void show(long count, PageLife life) {
        if (told.isPresent()) {
            told.get().add((count << LIFE_BITS) | life.ordinal());
            return;
        }
        pages[life.ordinal()] += count;
        if (life.isResident()) {
            absentEnds();
            fill(count, life);
            return;
        }
        if (life != absentLife) {
            absentEnds();
            absentLife = life;
        }
        absent += count;
    }

    /** What a strip behind this one had to show. */
    private void tell(long word) {
        show(word >>> LIFE_BITS, PageLife.at((int) word & ((1 << LIFE_BITS) - 1)));
    }

    private void absentEnds() {
        long room = (long) ABSENT_CELLS * pagesPerCell;
        if (absent > room) {
            fill(room - pagesPerCell, absentLife);
            fill(pagesPerCell, PageLife.LEFT_OUT);
        } else {
            fill(absent, absentLife);
        }
        absent = 0;
    }

    private void fill(long count, PageLife life) {
        for (long left = count; left > 0; ) {
            if (filled == 0 && size == MOST_CELLS) {
                // No more cells are kept: whole ones need no filling, however many they are.
                left %= pagesPerCell;
            }
            int taken = (int) Math.min(left, pagesPerCell - filled);
            inCell[life.ordinal()] += taken;
            filled += taken;
            left -= taken;
            if (filled == pagesPerCell) {
                cell();
            }
        }
    }

    private void cell() {
        int most = 0;
        for (int i = 1; i < inCell.length; i++) {
            most = inCell[i] > inCell[most] ? i : most;
        }
        Arrays.fill(inCell, 0);
        filled = 0;
        if (size < MOST_CELLS) {
            if (size == cells.length) {
                cells = Arrays.copyOf(cells, 2 * size);
            }
            cells[size++] = (byte) most;
        }
    }
}
