package lacuna.heap.php;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;

/** Follows the calls of PHP from the innermost to the first; nothing is told of a chain that breaks a rule. */
final class StackReader {
    /** A deeper recursion is cut off here. */
    private static final int MOST_FRAMES = 256;

    private static final int MOST_CALLS = 4 * MOST_FRAMES;

    private final MemoryWindow window;
    private final PhpStrings strings;

    StackReader(ByteReader memory) {
        this.window = new MemoryWindow(memory, MemoryWindow.GLANCE);
        this.strings = new PhpStrings(memory);
    }

    /** The calls by the first of {@code layouts} that all of them fit; empty when none does. An idle process has none. */
    Optional<List<PhpFrame>> read(long executorGlobals, List<StackLayout> layouts) {
        Optional<List<PhpFrame>> idle = Optional.empty();
        for (StackLayout layout : layouts) {
            window.forget();
            if (!window.covers(executorGlobals + layout.current(), Long.BYTES)) {
                continue;
            }
            long call = window.word(executorGlobals + layout.current());
            if (call == 0) {
                idle = Optional.of(List.of());
                continue;
            }
            Optional<List<PhpFrame>> frames = follow(call, layout);
            if (frames.isPresent()) {
                return frames;
            }
        }
        return idle;
    }

    private Optional<List<PhpFrame>> follow(long innermost, StackLayout layout) {
        List<PhpFrame> frames = new ArrayList<>();
        long call = innermost;
        for (int i = 0; i < MOST_CALLS && call != 0 && frames.size() < MOST_FRAMES; i++) {
            if (!isAddress(call) || !window.covers(call, StackLayout.CALL)) {
                return Optional.empty();
            }
            long instruction = window.word(call + StackLayout.INSTRUCTION);
            long function = window.word(call + StackLayout.FUNCTION);
            call = window.word(call + StackLayout.CALLER);
            // Without a function it is a mark between two runs of the interpreter.
            if (function != 0) {
                Optional<PhpFrame> frame = frame(function, instruction, layout);
                if (frame.isEmpty()) {
                    return Optional.empty();
                }
                frames.add(frame.get());
            }
        }
        return frames.isEmpty() ? Optional.empty() : Optional.of(frames);
    }

    private Optional<PhpFrame> frame(long function, long instruction, StackLayout layout) {
        if (!isAddress(function) || !window.covers(function, layout.bytes())) {
            return Optional.empty();
        }
        int type = window.u8(function + StackLayout.TYPE);
        long name = window.word(function + StackLayout.NAME);
        long scope = window.word(function + StackLayout.SCOPE);
        long file = window.word(function + layout.file());
        int firstLine = window.half(function + layout.file() + StackLayout.FIRST_LINE);
        int lastLine = window.half(function + layout.file() + StackLayout.LAST_LINE);
        boolean isUser = type == StackLayout.USER || type == StackLayout.EVAL;
        if (!isUser && type != StackLayout.INTERNAL) {
            return Optional.empty();
        }
        Optional<String> called = name == 0 ? Optional.of("") : strings.at(name);
        Optional<String> owner = scope == 0 ? Optional.of("") : className(scope);
        Optional<String> place = isUser ? strings.at(file) : Optional.of("");
        if (called.isEmpty() || owner.isEmpty() || place.isEmpty() || (isUser && firstLine > lastLine)) {
            return Optional.empty();
        }
        OptionalInt line = isUser ? line(instruction, firstLine, lastLine) : OptionalInt.empty();
        return Optional.of(new PhpFrame(owner.get(), called.get(), place.get(), line));
    }

    private Optional<String> className(long scope) {
        return isAddress(scope) && window.covers(scope, StackLayout.CLASS_NAME + Long.BYTES)
                ? strings.at(window.word(scope + StackLayout.CLASS_NAME))
                : Optional.empty();
    }

    /** The line of the instruction; where that is out of reach, the line that the function begins on. */
    private OptionalInt line(long instruction, int firstLine, int lastLine) {
        if (isAddress(instruction) && window.covers(instruction, StackLayout.LINE + Integer.BYTES)) {
            int line = window.half(instruction + StackLayout.LINE);
            if (line > 0 && line <= Math.max(lastLine, firstLine)) {
                return OptionalInt.of(line);
            }
        }
        return firstLine > 0 ? OptionalInt.of(firstLine) : OptionalInt.empty();
    }

    private static boolean isAddress(long address) {
        return address > 0 && address % Long.BYTES == 0;
    }
}
