package lacuna.heap.php;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import lacuna.heap.image.LiveImage;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Php;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of pointers into OPcache has an entry for each function that a script defines. */
class PointerMapTest {
    private static final int FEW = 20;
    private static final int MANY = 140;

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Php#each")
    void eachFunctionTakesAnEntry(Php php) {
        assumeTrue(php.isHere(), php::absence);
        long few = entries(php, FEW);
        long many = entries(php, MANY);
        assertThat(few).isPositive();
        // PHP 8 takes one for a function's own cache, later versions more for what else is shared of it.
        assertThat(many - few).isBetween((long) MANY - FEW, 4L * (MANY - FEW));
    }

    @Test
    void aTableThatGrewForLongStandsOut() {
        assertThat(new PointerMap(12_000, 16_384).highlights()).isEmpty();
        assertThat(new PointerMap(950_272, 950_272).highlights())
                .singleElement()
                .asString()
                .contains("950272 entries (7.3 MiB in each worker)");
    }

    private static long entries(Php php, int scripts) {
        try (OpcacheTest.Filled filled =
                new OpcacheTest.Filled(php, List.of(), Integer.toString(scripts), "2", "keep")) {
            return entries(filled.target());
        }
    }

    private static long entries(Target target) {
        try (ProcReader reader = new ProcReader(ProcRoot.host());
                LiveImage image = LiveImage.of(
                        ProcRoot.host(),
                        reader,
                        target.pid(),
                        reader.maps(target.pid()).toOptional().orElseThrow())) {
            return PointerMap.of(image, PhpProgram.in(image).orElseThrow())
                    .orElseThrow()
                    .entries();
        }
    }
}
