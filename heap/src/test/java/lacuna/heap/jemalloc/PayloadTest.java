package lacuna.heap.jemalloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.image.LiveImage;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever examines a heap has no business with what the program keeps in it. */
class PayloadTest {
    /** Passes reads on, and remembers where they were. */
    private static final class Recording implements ByteReader {
        private final ByteReader reader;
        private final List<long[]> reads = new ArrayList<>();
        private long bytes;

        Recording(ByteReader reader) {
            this.reader = reader;
        }

        @Override
        public int read(long address, MemorySegment into, int length) {
            reads.add(new long[] {address, address + length});
            bytes += length;
            return reader.read(address, into, length);
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.heap.jemalloc.Jemalloc#each")
    void noPageOfABlockIsEverRead(Jemalloc jemalloc) {
        assumeTrue(jemalloc.isHere(), jemalloc::absence);
        try (Target target = jemalloc.c("", "jemalloc_truth.c", "2", "32").start();
                ProcReader reader = new ProcReader(ProcRoot.host())) {
            List<Mapping> mappings = reader.maps(target.pid()).toOptional().orElseThrow();
            try (LiveImage image = LiveImage.of(ProcRoot.host(), reader, target.pid(), mappings)) {
                Recording finding = new Recording(image::read);
                List<RecognisedHeap> heaps = new JemallocAllocator().recognise(image);
                assertThat(heaps).hasSize(1);
                Place place = place(mappings, finding);
                Recording walking = new Recording(image::read);
                JemallocHeap heap = new JemallocHeap(mappings, walking, place);
                long[] payload = new long[1];
                for (Region region : heap.regions()) {
                    heap.walk(region, blocksHeldAgainst(finding, walking, payload));
                }
                heap.details((start, end) -> end - start);
                assertThat(payload[0]).isGreaterThan(1000);
                assertThat(walking.bytes).isPositive();
            }
        }
    }

    private static Place place(List<Mapping> mappings, ByteReader memory) {
        RootFinder finder = new RootFinder(mappings, memory);
        for (int i = 0; i + 1 < mappings.size(); i++) {
            Mapping data = mappings.get(i);
            if (data.path().startsWith("/") && data.isWritable()) {
                boolean hasTail = mappings.get(i + 1).start() == data.end()
                        && mappings.get(i + 1).isAnonymous();
                long end = hasTail ? mappings.get(i + 1).end() : data.end();
                var found = finder.in(data.start(), end);
                if (found.isPresent()) {
                    return new Place(
                            data.path(), "", found.get().root(), found.get().layout(), List.of());
                }
            }
        }
        throw new AssertionError("no root");
    }

    private static BlockSink blocksHeldAgainst(Recording finding, Recording walking, long[] count) {
        return (address, size, state) -> {
            if (state != BlockState.OVERHEAD) {
                count[0]++;
                assertThat(isTouched(walking, address, size)).isFalse();
                assertThat(isTouched(finding, address, size)).isFalse();
            }
        };
    }

    private static boolean isTouched(Recording recording, long address, long size) {
        for (long[] read : recording.reads) {
            if (read[0] < address + size && read[1] > address) {
                return true;
            }
        }
        return false;
    }
}
