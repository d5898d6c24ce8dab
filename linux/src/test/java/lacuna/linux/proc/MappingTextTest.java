package lacuna.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import lacuna.linux.text.Ascii;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MappingTextTest {
    private final Ascii cursor = new Ascii();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /usr/lib/x.so                       | /usr/lib/x.so                   | false
            /usr/lib/x.so (deleted)             | /usr/lib/x.so                   | true
            /var/x//deleted                     | /var/x                          | true
            /a b (c).so                         | /a b (c).so                     | false
            /a\\012b                            | `/a\nb`                         | false
            /a\\040b\\                          | /a\\040b\\                      | false
            /dev/zero (deleted)                 | /dev/zero                       | true
            /memfd:x y (deleted)                | /memfd:x y                      | true
            /SYSV0001e240 (deleted)             | /SYSV0001e240                   | true
            /anon_hugepage (deleted)            | /anon_hugepage                  | true
            [heap]                              | [heap]                          | false
            [stack:4711]                        | [stack:4711]                    | false
            [anon:glibc: malloc (deleted)]      | [anon:glibc: malloc (deleted)]  | false
            [anon_shmem:pool]                   | [anon_shmem:pool]               | false
            anon_inode:[perf_event]             | anon_inode:[perf_event]         | false
            anon_inode:x (deleted)              | anon_inode:x (deleted)          | false
            socket:[12345]                      | socket:[12345]                  | false
            """)
    void whatIsMapped_isTheKernelsWordForIt(String printed, String path, boolean deleted) {
        Mapping mapping = parse("7f0000000000-7f0000001000 rw-p 00002000 fd:01 394310      " + printed);
        assertThat(cursor.failure()).isEmpty();
        assertThat(mapping)
                .isEqualTo(new Mapping(
                        0x7f0000000000L,
                        0x7f0000001000L,
                        Mapping.READ | Mapping.WRITE,
                        0x2000,
                        0xfd,
                        1,
                        394310,
                        path,
                        deleted));
    }

    @Test
    void anonymousMemory_hasNoPath_withTheBlankThatTheKernelPrints_andWithout() {
        assertThat(parse("00400000-00401000 ---p 00000000 00:00 0 ").isAnonymous())
                .isTrue();
        assertThat(parse("00400000-00401000 ---s 00000000 00:00 0").isAnonymous())
                .isTrue();
        assertThat(cursor.failed()).isFalse();
    }

    @Test
    void pathsThatAreNoUtf8_areReadable() {
        byte[] line = "00400000-00401000 r--p 00000000 00:00 1 /a".getBytes(StandardCharsets.ISO_8859_1);
        line[line.length - 1] = (byte) 0xe9;
        assertThat(new MappingText().parse(cursor.over(line, 0, line.length, 1)).path())
                .isEqualTo("/\ufffd");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            00401000-00400000 r--p 00000000 00:00 0   | mapping ends before it begins
            00400000 00401000 r--p 00000000 00:00 0   | no '-' where the kernel prints one
            00400000-00401000 r--  00000000 00:00 0   | no 'p' where the kernel prints one
            00400000-00401000 r--p 00000000 00:00 x   | no number where the kernel prints one
            00400000-10000000000000000 r--p 0 00:00 0 | number too large
            00400000-00401000 r--p 0 fffffffff:00 0   | device number too large
            """)
    void otherText_isRefusedWithTheReason(String line, String why) {
        parse(line);
        assertThat(cursor.failure()).isEqualTo(why);
    }

    @Test
    void aSmapsOfManyMegabytes_isReadThroughTheSameWindow() {
        byte[] one = Recorded.bytes("6.12", "proc/140/smaps");
        int repeats = 2_000;
        LineWindow window = new LineWindow();
        long[] mappings = new long[1];
        window.over((target, at, most, offset) -> {
            int place = (int) (offset % one.length);
            int count = offset / one.length >= repeats ? 0 : Math.min(most, one.length - place);
            System.arraycopy(one, place, target, at, count);
            return count;
        });
        int count = SmapsText.walk(
                window,
                cursor,
                new MappingText(),
                new MemoryFigures(),
                (_, figures, _) -> mappings[0] += figures.has(MemoryField.RSS) ? 1 : 0);
        assertThat(cursor.failure()).isEmpty();
        assertThat(count).isEqualTo(repeats * 22).isEqualTo((int) mappings[0]);
    }

    private Mapping parse(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return new MappingText().parse(cursor.over(bytes, 0, bytes.length, 1));
    }
}
