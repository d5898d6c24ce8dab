package lacuna.heap.php;

import java.util.List;
import java.util.Optional;
import lacuna.heap.block.Figure;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.text.ByteSize;

/**
 * The table by which a worker finds its own state of what OPcache shares (CG(map_ptr_base)): a word for each function and
 * class that was ever loaded. It never shrinks: where OPcache is reset under load it grows with each reset, and every new
 * worker starts with the whole table.
 *
 * @param entries words in use
 * @param capacity words that it has room for
 */
public record PointerMap(long entries, long capacity) {
    /** Ten times what a large application has. */
    private static final long MANY = 100_000;

    private static final long MOST = 1L << 32;

    /** From compiler_globals on: the size, and behind it what is in use. Read from live processes of these versions. */
    private record Layout(int major, int minor, int size) {}

    private static final List<Layout> KNOWN = List.of(
            new Layout(8, 5, 520),
            new Layout(8, 4, 520),
            new Layout(8, 3, 488),
            new Layout(8, 2, 488),
            new Layout(8, 1, 488),
            new Layout(7, 4, 536));

    /** Of {@code program} in {@code image}; empty where its version is not known, or the figures do not fit each other. */
    public static Optional<PointerMap> of(MemoryImage image, PhpProgram program) {
        Optional<Layout> layout = KNOWN.stream()
                .filter(each -> each.major == program.version().major()
                        && each.minor == program.version().minor())
                .findFirst();
        if (layout.isEmpty() || program.compilerGlobals().isEmpty()) {
            return Optional.empty();
        }
        MemoryWindow memory = new MemoryWindow(image::read, MemoryWindow.GLANCE);
        long at = program.compilerGlobals().getAsLong() + layout.get().size();
        if (!memory.covers(at, 2 * Long.BYTES)) {
            return Optional.empty();
        }
        PointerMap map = new PointerMap(memory.word(at + Long.BYTES), memory.word(at));
        return map.entries > 0 && map.entries <= map.capacity && map.capacity <= MOST
                ? Optional.of(map)
                : Optional.empty();
    }

    public long bytes() {
        return capacity * Long.BYTES;
    }

    public List<Figure> figures() {
        return List.of(Figure.count("map_ptr_entries", entries), Figure.bytes("map_ptr_bytes", bytes()));
    }

    public List<String> highlights() {
        return entries < MANY
                ? List.of()
                : List.of("PHP's table of pointers into OPcache has " + entries + " entries ("
                        + ByteSize.of(bytes()) + " in each worker) and never shrinks: opcache_reset() or invalidation "
                        + "under load grows it; restart the master");
    }
}
