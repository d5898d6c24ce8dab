package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WayBackTest {
    private static final long ADDRESS = 0x7f00_0000_0000L;
    private static final String RETURN_OF_SIGNALS = "48c7c00f0000000f05";
    private static final String PADDING = "90".repeat(ResultStore.MOST_BYTES);

    @Test
    void thePiecesAreFoundWhereTheyAre_alsoInTheMiddleOfInstructions() {
        WayBack found = WayBack.in(
                        code(RETURN_OF_SIGNALS + "90" + "0f05c3" + "415fc3" + "415ec3" + "4158c3" + "4889035bc3"
                                + PADDING),
                        ADDRESS)
                .orElseThrow();
        assertThat(found)
                .isEqualTo(new WayBack(
                        ADDRESS,
                        ADDRESS + 10,
                        ADDRESS + 14,
                        ADDRESS + 17,
                        ADDRESS + 20,
                        new ResultStore(ADDRESS + 22, Registers.BX, 0, 8)));
    }

    @Test
    void aCallOfTheKernelThatTestsForFailureReturnsToo() {
        for (String test : new String[] {"483d00f0ffff7708", "483d01f0ffff7308"}) {
            String code = RETURN_OF_SIGNALS + "0f05" + test + "c3" + "5fc3" + "5ec3" + "58c3" + "488903c3" + PADDING;
            assertThat(WayBack.in(code(code), ADDRESS).orElseThrow().systemCall())
                    .isEqualTo(ADDRESS + 9);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "488903c3, 40, 0, 0",
        "48894308c3, 40, 8, 0",
        "488943f85bc3, 40, -8, 8",
        "4889034883c4105b5d415cc3, 40, 0, 40",
        "48894508c3, 32, 8, 0"
    })
    void whatAStoreTakesFromTheStackIsKnown(String code, int base, int displacement, int skipped) {
        assertThat(ResultStore.at(code(code + PADDING), 0, ADDRESS))
                .contains(new ResultStore(ADDRESS, base, displacement, skipped));
    }

    @ParameterizedTest
    @CsvSource({"4889035cc3", "48890348c3", "4889034883c404c3", "488903e8c3", "4889034883c4f0c3", "488b03c3"})
    void whatDoesNotReturnByTheStackAsItWasIsNone(String code) {
        assertThat(ResultStore.at(code(code + PADDING), 0, ADDRESS)).isEmpty();
    }

    @Property(tries = 2000, seed = "1")
    void anyBytesAreSearchedToTheirEnd(@ForAll @Size(max = 200) byte[] bytes) {
        MemorySegment code = MemorySegment.ofArray(bytes);
        WayBack.in(code, ADDRESS)
                .ifPresent(found -> assertThat(code.get(JAVA_BYTE, found.loadFirst() - ADDRESS))
                        .isEqualTo((byte) 0x5f));
    }

    private static MemorySegment code(String hex) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(hex));
    }
}
