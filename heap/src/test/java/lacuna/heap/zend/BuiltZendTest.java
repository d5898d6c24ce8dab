package lacuna.heap.zend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ReleaseForecast;
import lacuna.heap.image.CoreImage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever runs a heap of PHP's has, in every layout, the walk finds them; whatever damage, the walk ends and says so. */
class BuiltZendTest {
    private static final int HEADER_WORDS = 512;

    @Property(tries = 70, seed = "1")
    void everyByteIsFoundInItsState(@ForAll ZendImageBuilder.Like like, @ForAll long seed) {
        ZendImageBuilder built = new ZendImageBuilder(like, seed);
        inImage(built.build(), heaps -> {
            assertThat(heaps).hasSize(1);
            RecognisedHeap heap = heaps.getFirst();
            RegionReport report = heap.walk(heap.regions().getFirst(), BlockSink.NONE);
            assertThat(report.violations()).isEmpty();
            assertThat(report.residue()).isZero();
            assertThat(states(report)).isEqualTo(present(built.bytes()));
            assertThat(figure(heap, "gc_mem_caches_returns")).isEqualTo(built.gcReturns());
        });
    }

    @Property(tries = 14, seed = "1")
    void theLayoutIsDerivedFromTheMemory(@ForAll ZendImageBuilder.Like like, @ForAll long seed) {
        byte[] core = new ZendImageBuilder(like, seed).build();
        withImage(core, image -> {
            DataMemory data = new DataMemory(image.mappings());
            List<HeapPlace> places = new HeapFinder(data, image::read).heaps(Integer.MAX_VALUE);
            assertThat(places).singleElement().extracting(HeapPlace::layout).isEqualTo(like.layout());
        });
    }

    /** One word of the main chunk's header, or any word: a heap that is called consistent is the one that was built. */
    @Property(tries = 150, seed = "1")
    void aWordThatIsWrong_isNeverToldAsRight(
            @ForAll ZendImageBuilder.Like like, @ForAll long seed, @ForAll long wrong, @ForAll boolean isInHeader) {
        ZendImageBuilder built = new ZendImageBuilder(like, seed);
        byte[] core = built.build();
        Random random = new Random(wrong);
        int start = offsetOfMainChunk(core);
        int words = isInHeader ? HEADER_WORDS : (core.length - start) / 8;
        int at = start + 8 * random.nextInt(words);
        ByteBuffer bytes = ByteBuffer.wrap(core).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(at, random.nextBoolean() ? wrong : bytes.getLong(at) ^ 1L << random.nextInt(64));
        inImage(core, heaps -> {
            for (RecognisedHeap heap : heaps) {
                heap.regions().forEach(region -> {
                    RegionReport report = heap.walk(region, BlockSink.NONE);
                    if (report.isConsistent()) {
                        assertThat(states(report)).isEqualTo(present(built.bytes()));
                    }
                });
                told(heap);
            }
        });
    }

    @Property(tries = 14, seed = "1")
    void aSizeThatIsNotTheSumOfWhatIsInUse_isNoticed(@ForAll ZendImageBuilder.Like like, @ForAll long seed) {
        byte[] core = new ZendImageBuilder(like, seed).build();
        core[offsetOfMainChunk(core) + ZendLayout.HEAP + ZendLayout.SIZE] ^= 0x08;
        inImage(core, heaps -> {
            RecognisedHeap heap = heaps.getFirst();
            assertThat(heap.walk(heap.regions().getFirst(), BlockSink.NONE).violations())
                    .singleElement()
                    .satisfies(violation -> assertThat(violation.what()).endsWith("approximate"));
        });
    }

    @Property(tries = 28, seed = "1")
    void aCopyOfALinkThatIsAnother_isNoticed(@ForAll ZendImageBuilder.Like like, @ForAll long seed) {
        ZendImageBuilder built = new ZendImageBuilder(like, seed);
        if (built.copies().isEmpty()) {
            return;
        }
        byte[] core = built.build();
        long copy = built.copies().get(new Random(seed).nextInt(built.copies().size()));
        core[Math.toIntExact(offsetOfMainChunk(core) + copy)] ^= 0x10;
        inImage(core, heaps -> {
            RecognisedHeap heap = heaps.getFirst();
            assertThat(heap.walk(heap.regions().getFirst(), BlockSink.NONE).violations())
                    .singleElement()
                    .satisfies(violation -> assertThat(violation.count()).isEqualTo(1));
        });
    }

    @Property(tries = 100, seed = "1")
    void aHeapOfNonsense_endsTheWalk(@ForAll ZendImageBuilder.Like like, @ForAll long seed) {
        byte[] core = new ZendImageBuilder(like, seed).build();
        Random random = new Random(seed);
        int start = offsetOfMainChunk(core);
        ByteBuffer bytes = ByteBuffer.wrap(core).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 2000; i++) {
            int at = start + 8 * random.nextInt(i % 4 == 0 ? (core.length - start) / 8 : HEADER_WORDS);
            int from = start + 8 * random.nextInt(HEADER_WORDS);
            // What keeps it a heap at first sight is spared.
            if (at != start && (at - start) != like.layout().pageMap()) {
                bytes.putLong(
                        at, random.nextBoolean() ? bytes.getLong(from) : random.nextLong() >>> random.nextInt(64));
            }
        }
        inImage(core, heaps -> {
            for (RecognisedHeap heap : heaps) {
                heap.regions().forEach(region -> heap.walk(region, BlockSink.NONE));
                told(heap);
            }
        });
    }

    /** Everything that is told after a walk can be told. */
    private static void told(RecognisedHeap heap) {
        assertThat(heap.ranges(heap.regions()).length % 2).isZero();
        heap.regions().forEach(region -> {
            ReleaseForecast forecast = heap.forecast(region, (from, to) -> to - from);
            assertThat(forecast.releasable()).isNotNegative();
        });
        assertThat(heap.identity().allocator()).isNotEmpty();
        assertThat(heap.details((from, to) -> to - from)).isNotNull();
        assertThat(heap.highlights()).isNotNull();
        assertThat(heap.figures()).isNotNull();
        assertThat(heap.notes()).isNotNull();
    }

    private static Map<BlockState, Long> states(RegionReport report) {
        return report.tally().states().entrySet().stream()
                .filter(each -> each.getValue().bytes() > 0)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().bytes()));
    }

    private static Map<BlockState, Long> present(Map<BlockState, Long> bytes) {
        return bytes.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static long figure(RecognisedHeap heap, String name) {
        return heap.figures().stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    /** The core's first page of memory: its first word leads 64 bytes on. */
    private static int offsetOfMainChunk(byte[] core) {
        ByteBuffer bytes = ByteBuffer.wrap(core).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (bytes.getLong(at) != 0x7f0000000040L) {
            at += 4096;
        }
        return at;
    }

    private static void inImage(byte[] core, Consumer<List<RecognisedHeap>> what) {
        withImage(core, image -> what.accept(new ZendAllocator().recognise(image)));
    }

    private static void withImage(byte[] core, Consumer<CoreImage> what) {
        try {
            Path file = Files.createTempFile("lacuna-zend", ".core");
            try {
                Files.write(file, core);
                try (CoreImage image = CoreImage.open(file)) {
                    what.accept(image);
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
