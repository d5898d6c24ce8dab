package lacuna.heap.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import lacuna.linux.proc.Mapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoreImageTest {
    private static final int RW = CoreBuilder.READ | CoreBuilder.WRITE;

    @TempDir
    private Path folder;

    private final CoreBuilder core = new CoreBuilder();

    @Test
    void theNotesTellTheProcessItsThreadsAndItsAuxiliaryVector() {
        core.process(1234, "worker").thread(1234, 0x7000, 0).thread(1240, 0x8000, 0x9000);
        core.auxv(AuxiliaryVector.ENTRY, 0x401000);
        core.reserve(0x10000, 4096);

        try (CoreImage image = image()) {
            assertThat(image.facts().pid()).hasValue(1234);
            assertThat(image.facts().name()).isEqualTo("worker");
            assertThat(image.facts().threads())
                    .containsExactly(
                            new ProcessThread(1234, "", OptionalLong.of(0x7000), OptionalLong.empty()),
                            new ProcessThread(1240, "", OptionalLong.of(0x8000), OptionalLong.of(0x9000)));
            assertThat(image.facts().auxv().get(AuxiliaryVector.ENTRY)).hasValue(0x401000);
            assertThat(image.gaps()).isEmpty();
        }
    }

    @Test
    void mappingsHaveTheAccessOfTheSegmentAndThePathOfTheNote() {
        core.load(0x10000, 8192, CoreBuilder.READ | CoreBuilder.EXECUTE, 4096);
        core.data(0x20000, 4096);
        core.file(0x10000, 8192, 0x3000, "/usr/lib/libx.so").file(0x20000, 4096, 0, "/memfd:cache (deleted)");
        core.file(0x40000, 4096, 0, "/usr/lib/undumped.so");

        try (CoreImage image = image()) {
            assertThat(image.mappings())
                    .containsExactly(
                            new Mapping(
                                    0x10000,
                                    0x12000,
                                    Mapping.READ | Mapping.EXECUTE,
                                    0x3000,
                                    0,
                                    0,
                                    0,
                                    "/usr/lib/libx.so",
                                    false),
                            new Mapping(
                                    0x20000,
                                    0x21000,
                                    Mapping.READ | Mapping.WRITE | Mapping.SHARED,
                                    0,
                                    0,
                                    0,
                                    0,
                                    "/memfd:cache",
                                    true),
                            new Mapping(0x40000, 0x41000, Mapping.READ, 0, 0, 0, 0, "/usr/lib/undumped.so", false));
        }
    }

    @Test
    void readingStopsWhereTheDumpEnds_andCrossesSegmentsThatTouch() {
        core.data(0x10000, 4096).word(0x10ff8, 0x1111);
        core.load(0x11000, 8192, RW, 4096).word(0x11000, 0x2222);

        try (CoreImage image = image();
                Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(16384);
            assertThat(image.read(0x10ff8, into, 16384)).isEqualTo(8 + 4096);
            assertThat(into.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(0x1111);
            assertThat(into.get(ValueLayout.JAVA_LONG, 8)).isEqualTo(0x2222);
            assertThat(image.read(0x12000, into, 8)).isZero();
            assertThat(image.read(0x9000, into, 8)).isZero();
            assertThat(image.read(-8, into, 8)).isZero();
        }
    }

    @Test
    void aTruncatedCoreSaysHowManyBytesAreMissing_andTellsTheRest() throws IOException {
        core.data(0x10000, 4096).word(0x10000, 0x1111);
        core.data(0x20000, 8192);
        byte[] whole = core.build();
        Path file = Files.write(folder.resolve("core"), Arrays.copyOf(whole, whole.length - 5000));

        try (CoreImage image = CoreImage.open(file);
                Arena arena = Arena.ofConfined()) {
            assertThat(image.gaps())
                    .isEqualTo(List.of("the file is truncated: 5000 bytes of memory are missing at its end"));
            MemorySegment into = arena.allocate(8192);
            assertThat(image.read(0x10000, into, 4096)).isEqualTo(4096);
            assertThat(image.read(0x20000, into, 8192)).isEqualTo(8192 - 5000);
        }
    }

    @Test
    void segmentsThatOverlapAreLeftOutAndCounted() {
        core.data(0x10000, 8192);
        core.data(0x11000, 4096);

        try (CoreImage image = image()) {
            assertThat(image.mappings()).hasSize(1);
            assertThat(image.gaps())
                    .isEqualTo(List.of("left out: 1 program headers that are damaged or overlap others"));
        }
    }

    @Test
    void aProgramIsNoCore_andACoreWithoutMemoryIsNone() {
        assertThatThrownBy(() -> CoreImage.open(Path.of("/bin/true")))
                .hasMessageStartingWith("not an ELF core: /bin/true");
        assertThatThrownBy(this::image).hasMessageStartingWith("core without memory: ");
    }

    private CoreImage image() {
        return CoreImage.open(core.write(folder.resolve("core")));
    }
}
