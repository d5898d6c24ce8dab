package lacuna.heap.php;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import lacuna.heap.image.LiveImage;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Php;
import lacuna.testbed.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The calls that a script stands in are found in its memory, with class, function, file and line. */
class PhpStackTest {
    @ParameterizedTest
    @MethodSource("lacuna.testbed.Php#each")
    void aStandingScript_tellsItsCalls_withoutAStop(Php php) {
        assumeTrue(php.isHere(), php::absence);
        try (Target target = php.script("stack.php").start()) {
            String file = php.placed().resolve("stack.php").toString();
            List<PhpFrame> calls = List.of(
                    new PhpFrame("", "sleep", "", OptionalInt.empty()),
                    new PhpFrame("Depths\\Well", closure(php), file, OptionalInt.of(13)),
                    new PhpFrame("Depths\\Well", "bottom", file, OptionalInt.of(19)),
                    // A call of several lines stands on its last one up to 7.4, on its first one since.
                    new PhpFrame(
                            "Depths\\Well",
                            "descend",
                            file,
                            OptionalInt.of(php.version().startsWith("7.") ? 14 : 12)),
                    new PhpFrame("Depths\\Well", "descend", file, OptionalInt.of(9)),
                    new PhpFrame("Depths\\Well", "descend", file, OptionalInt.of(9)),
                    new PhpFrame("", "Depths\\enter", file, OptionalInt.of(25)),
                    new PhpFrame("", "", file, OptionalInt.of(29)));
            // It says that it is ready a moment before it sleeps.
            Eventually.holds(() -> {
                PhpStack stack = stack(target, Duration.ZERO);
                return stack.frames().equals(calls) && stack.pauseMicros().isEmpty();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Php#each")
    void aBusyScript_isStoppedForAMoment(Php php) {
        assumeTrue(php.isHere(), php::absence);
        try (Target target = php.script("churning.php").start()) {
            Eventually.holds(() -> {
                PhpStack stack = stack(target, Duration.ofSeconds(2));
                List<String> functions =
                        stack.frames().stream().map(PhpFrame::function).toList();
                return stack.pauseMicros().isPresent()
                        && functions.contains("run")
                        && functions.getLast().isEmpty();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Php#each")
    void aScriptOfOpcache_tellsItsCallsToo(Php php) {
        assumeTrue(php.isHere(), php::absence);
        List<String> options = new ArrayList<>(php.opcache());
        options.addAll(List.of("-d", "opcache.enable_cli=1", "-d", "opcache.file_update_protection=0"));
        try (Target target = php.script(options, "stack.php").start()) {
            Eventually.holds(() -> stack(target, Duration.ZERO).frames().size() == 8);
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Php#each")
    void theProgramIsKnown_byWhatItExportsAndSays(Php php) {
        assumeTrue(php.isHere(), php::absence);
        try (Target target = php.script("stack.php").start()) {
            PhpProgram program = read(target, image -> PhpProgram.in(image).orElseThrow());
            assertThat(program.version().text()).startsWith(php.version() + ".");
            assertThat(program.isThreaded()).isFalse();
            assertThat(program.executorGlobals()).isPresent();
        }
    }

    private static String closure(Php php) {
        return php.version().equals("8.4") ? "{closure:Depths\\Well::descend():12}" : "Depths\\{closure}";
    }

    private static PhpStack stack(Target target, Duration maxPause) {
        return read(target, image -> PhpStack.of(image, PhpProgram.in(image).orElseThrow(), maxPause));
    }

    static <T> T read(Target target, Function<LiveImage, T> what) {
        try (ProcReader reader = new ProcReader(ProcRoot.host());
                LiveImage image = LiveImage.of(
                        ProcRoot.host(),
                        reader,
                        target.pid(),
                        reader.maps(target.pid()).toOptional().orElseThrow())) {
            return what.apply(image);
        }
    }
}
