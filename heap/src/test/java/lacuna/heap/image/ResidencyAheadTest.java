package lacuna.heap.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

/** Who reads memory in small pieces, one behind the other, gets what stands there, and absent pages stay absent. */
class ResidencyAheadTest {
    private static final int PIECE = 48;
    private static final int[] STEPS = {2048, 4096, 16384, 60000};
    private static final long MOST = 16 << 20;

    @Test
    void piecesAreWhatTheWholeIs() {
        try (Target target = Target.c("heap_shapes.c", "holes", "remapped").start();
                ProcReader reader = new ProcReader(ProcRoot.host());
                Arena arena = Arena.ofConfined()) {
            List<Mapping> mappings = reader.maps(target.pid()).toOptional().orElseThrow();
            long before = rss(reader, target);
            try (LiveImage image = LiveImage.of(ProcRoot.host(), reader, target.pid(), mappings)) {
                int compared = 0;
                for (Mapping mapping : mappings) {
                    if (mapping.isWritable() && !mapping.isShared() && mapping.isAnonymous()) {
                        compared += compare(image, mapping, arena);
                    }
                }
                assertThat(compared).isGreaterThan(10_000);
            }
            assertThat(rss(reader, target)).isEqualTo(before);
        }
    }

    private static int compare(LiveImage image, Mapping mapping, Arena arena) {
        int length = (int) Math.min(mapping.length(), MOST);
        MemorySegment whole = arena.allocate(length);
        MemorySegment piece = arena.allocate(PIECE);
        assertThat(image.read(mapping.start(), whole, length)).isEqualTo(length);
        int compared = 0;
        for (int step : STEPS) {
            for (int at = 0; at <= length - PIECE; at += step) {
                assertThat(image.read(mapping.start() + at, piece, PIECE)).isEqualTo(PIECE);
                assertThat(piece.mismatch(whole.asSlice(at, PIECE))).isEqualTo(-1);
                compared++;
            }
        }
        return compared;
    }

    private static long rss(ProcReader reader, Target target) {
        return reader.statm(target.pid()).toOptional().orElseThrow().residentBytes();
    }
}
