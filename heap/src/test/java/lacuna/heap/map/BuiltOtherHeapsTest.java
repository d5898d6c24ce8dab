package lacuna.heap.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lacuna.heap.image.CoreBuilder;
import lacuna.linux.CannotExamine;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Heaps that are named and not read, in each layout that they have had, whole and damaged. */
class BuiltOtherHeapsTest {
    private static final long AT = 0x7e00_0000_0000L;
    private static final long RECORDS = 0x7d00_0000_0000L;
    private static final long HEAP_OBJECT = 0x5555_0000_1000L;
    private static final int PIECES = 4;

    /** Whose heap, in which layout, and how long each piece is. */
    enum Layout {
        V8_11(MappingKind.V8_HEAP, "/built/lib/libnode.so.108", 256 << 10),
        V8_12(MappingKind.V8_HEAP, "/built/lib/libnode.so.127", 256 << 10),
        V8_13(MappingKind.V8_HEAP, "/built/lib/libnode.so.137", 256 << 10),
        RUBY_3_1(MappingKind.RUBY_HEAP, "/built/lib/libruby-3.1.so.3.1", 16 << 10),
        RUBY_3_3(MappingKind.RUBY_HEAP, "/built/lib/libruby-3.3.so.3.3", 64 << 10),
        RUBY_3_4(MappingKind.RUBY_HEAP, "/built/lib/libruby-3.4.so.3.4", 64 << 10),
        MIMALLOC_2_0(MappingKind.MIMALLOC, "/built/lib/libmimalloc.so.2", 32 << 20),
        MIMALLOC_2_2(MappingKind.MIMALLOC, "/built/lib/libmimalloc.so.2", 32 << 20);

        private final MappingKind kind;
        private final String file;
        private final long length;

        Layout(MappingKind kind, String file, long length) {
            this.kind = kind;
            this.file = file;
            this.length = length;
        }
    }

    @Property(tries = 8, seed = "1")
    void eachIsKnownByItsHeaders(@ForAll Layout layout) {
        List<MappingKind> kinds = kindsOf(built(layout), layout);
        assertThat(kinds).isNotEmpty().containsOnly(layout.kind);
    }

    @Property(tries = 8, seed = "1")
    void withoutItsHeadersItIsNone(@ForAll Layout layout) {
        CoreBuilder core = new CoreBuilder();
        core.file(0x7eff_fff0_0000L, 0x1000, 0, layout.file);
        core.load(AT, layout.length * PIECES, CoreBuilder.READ | CoreBuilder.WRITE, 4096);
        assertThat(kindsOf(core.build(), layout)).isNotEmpty().doesNotContain(layout.kind);
    }

    @Property(tries = 200, seed = "1")
    void damageNeverThrows(@ForAll Layout layout, @ForAll long seed) {
        byte[] core = built(layout);
        Random random = new Random(seed);
        for (int flips = 1 + random.nextInt(64); flips > 0; flips--) {
            core[random.nextInt(core.length)] ^= (byte) (1 << random.nextInt(8));
        }
        kindsOf(core, layout);
    }

    private static byte[] built(Layout layout) {
        CoreBuilder core = new CoreBuilder();
        core.file(0x7eff_fff0_0000L, 0x1000, 0, layout.file);
        CoreBuilder.Memory records = core.data(RECORDS, 0x1000);
        for (int i = 0; i < PIECES; i++) {
            long at = AT + i * layout.length;
            long record = RECORDS + 128L * i;
            CoreBuilder.Memory memory = core.load(at, layout.length, CoreBuilder.READ | CoreBuilder.WRITE, 4096);
            switch (layout) {
                case V8_11 -> v8(memory, at, 0, 16, 24, 32, at, layout.length);
                case V8_12 -> v8(memory.word(at + 8, at), at, 16, 24, 32, 40, at, layout.length);
                case V8_13 -> {
                    memory.word(at + 8, record);
                    v8(records.word(record + 8, at), record, 16, 64, 72, 56, at, layout.length);
                }
                case RUBY_3_1, RUBY_3_3 -> ruby(memory, records, at, record, 32, layout.length);
                case RUBY_3_4 -> ruby(memory, records.word(record + 32, at), at, record, 40, layout.length);
                case MIMALLOC_2_0 -> mimalloc(memory, at, 216, 224, 264);
                case MIMALLOC_2_2 -> mimalloc(memory, at, 224, 248, 288);
            }
        }
        return core.process(4711, "built").build();
    }

    private static void v8(
            CoreBuilder.Memory memory, long base, int size, int heap, int start, int end, long at, long length) {
        memory.word(base + size, length).word(base + heap, HEAP_OBJECT);
        memory.word(base + start, at + 0x110).word(base + end, at + length);
    }

    private static void ruby(
            CoreBuilder.Memory memory, CoreBuilder.Memory records, long at, long record, int start, long length) {
        memory.word(at, record);
        int slot = 40;
        records.half(record, slot | (int) (length / slot - 1) << 16).word(record + start, at + 40);
    }

    private static void mimalloc(CoreBuilder.Memory memory, long at, int cookie, int slices, int first) {
        memory.word(at + cookie, at ^ 0x1234_5678_9abc_def0L);
        memory.word(at + slices, 512).word(at + slices + 8, 1).half(at + first, 1);
    }

    /** What the mappings of the pieces are called. */
    private static List<MappingKind> kindsOf(byte[] core, Layout layout) {
        try {
            Path file = Files.createTempFile("built", ".core");
            try {
                Files.write(file, core);
                List<MappingKind> kinds = new ArrayList<>();
                for (MapEntry entry : MemoryMap.ofCore(file).entries()) {
                    long offset = entry.mapping().start() - AT;
                    if (offset >= 0 && offset < PIECES * layout.length) {
                        kinds.add(entry.name().kind());
                    }
                }
                return kinds;
            } catch (CannotExamine refused) {
                assertThat(refused).hasMessageContaining(": ");
                return List.of();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
