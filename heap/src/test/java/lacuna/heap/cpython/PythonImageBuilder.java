package lacuna.heap.cpython;

import java.util.List;
import java.util.Map;
import lacuna.heap.block.BlockState;
import lacuna.heap.image.CoreBuilder;

/**
 * Makes the core of a process with a Python heap of the test's choice. Its offsets are written down here anew, so that a
 * slip in the tables shows.
 */
final class PythonImageBuilder {
    /** Which Python it is made like. */
    enum Like {
        PYTHON_3_9(4096, 1 << 18, false),
        PYTHON_3_11(16384, 1 << 20, false),
        PYTHON_3_13(16384, 1 << 20, true);

        private final int pool;
        private final int arena;
        private final boolean hasState;

        Like(int pool, int arena, boolean hasState) {
            this.pool = pool;
            this.arena = arena;
            this.hasState = hasState;
        }

        int pool() {
            return pool;
        }

        int arena() {
            return arena;
        }
    }

    /** A pool: its class, how many of its blocks were handed out, and by chance which of them live; or a free one. */
    record Wanted(int sizeClass, int handedOut, long chance) {
        static final int FREE = -1;
    }

    private static final long TEXT = 0x7eff_fff0_0000L;
    static final long DATA = 0x7f00_0000_0000L;
    private static final int DATA_SIZE = 0x4000;
    static final long LISTS = DATA + 0x1230;
    private static final long TABLE = 0x7f20_0000_0040L;
    private static final long ARENAS = 0x7e00_0000_0000L;
    private static final String LIBRARY = "/built/lib/libpython3.9.so.1.0";

    private final CoreBuilder core = new CoreBuilder();
    private final CoreBuilder.Memory data;
    private final BuiltState main;

    PythonImageBuilder(Like like, List<List<Wanted>> wanted) {
        core.file(TEXT, 0x1000, 0, LIBRARY);
        core.file(DATA, DATA_SIZE, 0x1000, LIBRARY);
        data = core.data(DATA, DATA_SIZE);
        main = new BuiltState(like, core, data, LISTS, TABLE, ARENAS, wanted);
        if (like.hasState) {
            main.counted();
        } else {
            data.word(DATA + 0x88, TABLE);
        }
        core.process(4711, "built");
    }

    CoreBuilder core() {
        return core;
    }

    CoreBuilder.Memory data() {
        return data;
    }

    CoreBuilder.Memory table() {
        return main.table();
    }

    long tableAt() {
        return TABLE;
    }

    /** The addresses of the pools that are in use. */
    List<Long> pools() {
        return main.pools();
    }

    CoreBuilder.Memory memoryOf(long pool) {
        return main.memoryOf(pool);
    }

    Map<BlockState, Long> expected() {
        return main.expected();
    }

    byte[] build() {
        return core.build();
    }
}
