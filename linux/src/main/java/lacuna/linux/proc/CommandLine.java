package lacuna.linux.proc;

import java.util.ArrayList;
import java.util.List;
import lacuna.linux.text.Ascii;

/**
 * /proc/PID/cmdline: the arguments, or the one title that a program such as php-fpm or postgres wrote over them. Empty for
 * kernel threads and zombies. {@code cut} tells that it was longer than what is read. May hold secrets.
 */
public record CommandLine(List<String> arguments, boolean cut) {
    /** More than any title; a command line with a class path of hundreds of jars is cut. */
    static final int MOST_BYTES = 64 << 10;

    public CommandLine {
        arguments = List.copyOf(arguments);
    }

    /** As a shell would show it, without quotes. */
    public String title() {
        return String.join(" ", arguments);
    }

    /** A title is padded with NULs to the length of what it replaced, so NULs at the end are no empty arguments. */
    static CommandLine parse(Ascii text) {
        int from = text.position();
        int to = text.limit();
        boolean cut = to - from >= MOST_BYTES;
        while (to > from && text.byteAt(to - 1) == 0) {
            to--;
        }
        List<String> arguments = new ArrayList<>();
        int argument = from;
        for (int i = from; i < to; i++) {
            if (text.byteAt(i) == 0) {
                arguments.add(text.string(argument, i));
                argument = i + 1;
            }
        }
        if (to > from) {
            arguments.add(text.string(argument, to));
        }
        return new CommandLine(arguments, cut);
    }
}
