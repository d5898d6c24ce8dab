package lacuna.heap.php;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.heap.image.LiveImage;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.call.Pause;
import lacuna.linux.call.PauseOutcome;

/**
 * Where in its scripts a PHP process stands, without an extension in it. An idle worker stands nowhere: it has no frames.
 *
 * @param frames the innermost first
 * @param pauseMicros how long the process was stopped for it, where it was
 * @param gap why there are no frames though there should be, in words for the user; "" for none
 */
public record PhpStack(List<PhpFrame> frames, OptionalLong pauseMicros, String gap) {
    private static final int LOOKS = 3;

    public PhpStack {
        frames = List.copyOf(frames);
    }

    /** Of something that holds still: a core, an idle process, a copy. */
    public static PhpStack of(MemoryImage image, PhpProgram program) {
        return look(image, program)
                .map(frames -> new PhpStack(frames, OptionalLong.empty(), ""))
                .orElseGet(() -> without(program));
    }

    /**
     * Of a live process. First without a stop: what two looks in a row agree on is told. A process that runs on is stopped
     * for one look, for at most {@code maxPause}; zero forbids that.
     */
    public static PhpStack of(LiveImage image, PhpProgram program, Duration maxPause) {
        if (program.executorGlobals().isEmpty()) {
            return without(program);
        }
        Optional<List<PhpFrame>> before = look(image, program);
        for (int i = 1; i < LOOKS; i++) {
            Optional<List<PhpFrame>> now = look(image, program);
            if (now.isPresent() && now.equals(before)) {
                return new PhpStack(now.get(), OptionalLong.empty(), "");
            }
            before = now;
        }
        if (maxPause.isZero() || image.facts().pid().isEmpty()) {
            return new PhpStack(List.of(), OptionalLong.empty(), "the process runs on while it is looked at");
        }
        int pid = image.facts().pid().getAsInt();
        PauseOutcome<Optional<List<PhpFrame>>> outcome = Pause.during(pid, maxPause, () -> look(image, program));
        OptionalLong micros =
                outcome.stop().threads() > 0 ? OptionalLong.of(outcome.stop().micros()) : OptionalLong.empty();
        return switch (outcome) {
            case PauseOutcome.Kept<Optional<List<PhpFrame>>>(Optional<List<PhpFrame>> frames, PauseOutcome.Stop _) ->
                frames.map(found -> new PhpStack(found, micros, ""))
                        .orElse(new PhpStack(
                                List.of(), micros, "the process stood still between two states of its stack"));
            case PauseOutcome.Overran<Optional<List<PhpFrame>>> _ ->
                new PhpStack(List.of(), micros, "reading the stack took longer than the pause that is allowed");
            case PauseOutcome.Refused<Optional<List<PhpFrame>>> refused ->
                new PhpStack(
                        List.of(),
                        micros,
                        "it cannot be stopped: " + refused.refusal().why() + "; "
                                + refused.refusal().remedy());
        };
    }

    public boolean isIdle() {
        return frames.isEmpty() && gap.isEmpty();
    }

    private static Optional<List<PhpFrame>> look(MemoryImage image, PhpProgram program) {
        return program.executorGlobals().isPresent()
                ? new StackReader(image::read)
                        .read(program.executorGlobals().getAsLong(), StackLayout.of(program.version()))
                : Optional.empty();
    }

    private static PhpStack without(PhpProgram program) {
        String why = program.isThreaded()
                ? "this PHP is built for threads: the stack of a thread is not found yet"
                : "no call that makes sense was found";
        return new PhpStack(List.of(), OptionalLong.empty(), why);
    }
}
