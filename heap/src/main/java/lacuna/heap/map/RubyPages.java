package lacuna.heap.map;

import java.util.Optional;
import lacuna.linux.proc.Mapping;

/**
 * The pages of Ruby's object heap: 16 KiB up to 3.1, 64 KiB since, aligned to that. Each begins with a pointer to its record,
 * which says where in the page its slots begin.
 */
final class RubyPages implements NamingRule {
    private static final int[] SIZES = {64 << 10, 16 << 10};
    private static final int LARGEST_SLOT = 640;
    private static final int SMALLEST_SLOT = 40;
    private static final int RECORD = 56;
    private static final int TOTAL_SLOTS = 2;
    /** Where a record has the beginning of its slots: up to 3.3, and since 3.4, where the page itself stands before. */
    private static final int START = 32;

    private static final int NEWER_START = 40;
    /** Slots that do not fit beside a page's header, at most: so the two sizes of pages are told apart. */
    private static final int LEFT_OUT = 4;

    private static final int PAGE_LIMIT = 1 << 18;

    private final Scene scene;
    private final boolean isRuby;
    private int looked;

    RubyPages(Scene scene) {
        this.scene = scene;
        String program = scene.executable().substring(scene.executable().lastIndexOf('/') + 1);
        this.isRuby = program.startsWith("ruby")
                || scene.mappings().stream().anyMatch(mapping -> mapping.path().contains("/libruby"));
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (!isRuby || !Scene.isData(mapping)) {
            return Optional.empty();
        }
        for (int size : SIZES) {
            FoundPieces pages = new FoundPieces();
            long at = (mapping.start() + size - 1) & -size;
            while (mapping.contains(at) && mapping.end() - at >= size && looked++ < PAGE_LIMIT) {
                if (isPage(at, size)) {
                    pages.add(at, size);
                }
                at += size;
            }
            if (pages.areMostOf(mapping)) {
                int count = pages.countIn(mapping);
                return Optional.of(
                        Name.confirmed(MappingKind.RUBY_HEAP, count == 1 ? "1 heap page" : count + " heap pages"));
            }
        }
        return Optional.empty();
    }

    private boolean isPage(long at, int size) {
        long record = scene.peek().wordAt(at).orElse(0);
        if (record <= 0 || record % Long.BYTES != 0 || !scene.peek().at(record, RECORD)) {
            return false;
        }
        int slot = scene.peek().u32(0) & 0xffff;
        int total = (scene.peek().u32(0) >>> (8 * TOTAL_SLOTS)) & 0xffff;
        long first = scene.peek().u64(START) == at
                ? scene.peek().u64(NEWER_START)
                : scene.peek().u64(START);
        return slot >= SMALLEST_SLOT
                && slot <= LARGEST_SLOT
                && slot % SMALLEST_SLOT == 0
                && total >= size / slot - LEFT_OUT
                && total <= size / slot
                && first > at
                && first - at < Long.BYTES + slot + SMALLEST_SLOT;
    }
}
