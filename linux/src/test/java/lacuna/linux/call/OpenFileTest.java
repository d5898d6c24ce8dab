package lacuna.linux.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFileTest {
    @TempDir
    Path folder;

    @Test
    void bytesAreReadAtAnOffsetIntoAnArrayAndIntoNativeMemory() throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "0123456789");
        try (OpenFile file = open(path);
                Arena arena = Arena.ofConfined()) {
            assertThat(file.size()).isEqualTo(10);
            byte[] bytes = new byte[4];
            assertThat(file.read(3, MemorySegment.ofArray(bytes), 4)).isEqualTo(4);
            assertThat(new String(bytes, StandardCharsets.US_ASCII)).isEqualTo("3456");
            long[] words = new long[2];
            assertThat(file.read(0, MemorySegment.ofArray(words), 8)).isEqualTo(8);
            assertThat(words).containsExactly(0x3736353433323130L, 0);
            MemorySegment memory = arena.allocate(4);
            assertThat(file.read(3, memory, 4)).isEqualTo(4);
            assertThat(memory.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
        }
    }

    @Test
    void aReadEndsWhereTheFileEnds() throws IOException {
        try (OpenFile file = open(Files.writeString(folder.resolve("file"), "0123456789"))) {
            byte[] bytes = new byte[8];
            assertThat(file.read(6, MemorySegment.ofArray(bytes), 8)).isEqualTo(4);
            assertThat(file.read(10, MemorySegment.ofArray(bytes), 8)).isZero();
        }
    }

    @Test
    void whatIsNotThereIsRefusedAndWhatIsClosedToo() throws IOException {
        assertThat(OpenFile.open(folder.resolve("none")))
                .isInstanceOfSatisfying(
                        Access.Refused.class,
                        refused -> assertThat(refused.refusal().errno()).isEqualTo(Errno.ENOENT));
        OpenFile file = open(Files.writeString(folder.resolve("file"), "0123456789"));
        file.close();
        assertThat(file.read(0, MemorySegment.ofArray(new byte[1]), 1)).isNegative();
    }

    private static OpenFile open(Path path) {
        return OpenFile.open(path).orThrow(refusal -> new AssertionError(refusal.toString()));
    }
}
