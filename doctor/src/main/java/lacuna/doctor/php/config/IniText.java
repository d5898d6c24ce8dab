package lacuna.doctor.php.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the lines of an ini file as PHP does: sections, {@code name = value}, quotes, comments after ';', and
 * {@code ${VARIABLE}} from an environment. A line that cannot be understood is a problem and is left out.
 */
final class IniText {
    /** Is shown what a file says, in its order. */
    interface Visitor {
        void section(String name, int line);

        void entry(String name, String value, int line);
    }

    private static final int LONGEST_LINE = 64 << 10;

    private final String file;
    private final Function<String, Optional<String>> environment;
    private final Problems problems;
    private int line;

    IniText(String file, Function<String, Optional<String>> environment, Problems problems) {
        this.file = file;
        this.environment = environment;
        this.problems = problems;
    }

    void read(String text, Visitor visitor) {
        line = 0;
        text.lines().forEach(each -> {
            line++;
            line(each.strip(), visitor);
        });
    }

    private void line(String text, Visitor visitor) {
        if (text.isEmpty() || text.charAt(0) == ';' || text.charAt(0) == '#') {
            return;
        }
        if (text.length() > LONGEST_LINE || text.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            problem("not a line of text");
        } else if (text.charAt(0) == '[') {
            section(text, visitor);
        } else {
            entry(text, visitor);
        }
    }

    private void section(String text, Visitor visitor) {
        int end = text.indexOf(']');
        if (end < 0) {
            problem("no ']' after the name of the section");
        } else {
            visitor.section(unquoted(text.substring(1, end).strip()), line);
        }
    }

    private void entry(String text, Visitor visitor) {
        int equals = text.indexOf('=');
        String name = (equals < 0 ? text : text.substring(0, equals)).strip();
        int bracket = name.indexOf('[');
        if (name.isEmpty()) {
            problem("no name before '='");
        } else if (equals < 0) {
            problem("no '=' after '" + shortened(name) + "'");
        } else if (bracket >= 0 && !name.endsWith("]")) {
            problem("no ']' after '" + shortened(name) + "'");
        } else {
            visitor.entry(name, value(text.substring(equals + 1).strip()), line);
        }
    }

    private String value(String text) {
        StringBuilder value = new StringBuilder();
        int at = 0;
        while (at < text.length() && text.charAt(at) != ';') {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                at = quoted(text, at, value);
            } else {
                int end = at;
                while (end < text.length() && ";\"'".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                String raw = text.substring(at, end);
                value.append(expanded(end == text.length() || text.charAt(end) == ';' ? raw.stripTrailing() : raw));
                at = end;
            }
        }
        return value.toString();
    }

    /** Appends what stands in the quotes at {@code from} and answers where the text goes on. */
    private int quoted(String text, int from, StringBuilder value) {
        char quote = text.charAt(from);
        StringBuilder inside = new StringBuilder();
        int at = from + 1;
        while (at < text.length() && text.charAt(at) != quote) {
            boolean escape =
                    quote == '"' && text.charAt(at) == '\\' && at + 1 < text.length() && isEscaped(text.charAt(at + 1));
            at += escape ? 1 : 0;
            inside.append(text.charAt(at++));
        }
        if (at >= text.length()) {
            problem("no " + quote + " at the end of the value");
        }
        value.append(quote == '"' ? expanded(inside.toString()) : inside);
        return Math.min(text.length(), at + 1);
    }

    private static boolean isEscaped(char c) {
        return c == '"' || c == '\\';
    }

    /** Puts the environment's values in; a variable that is not known stays as it is written. */
    private String expanded(String text) {
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf("${", at);
            int close = open < 0 ? -1 : text.indexOf('}', open);
            if (close < 0) {
                break;
            }
            String whole = text.substring(open + 2, close);
            int fallback = whole.indexOf(":-");
            String name = fallback < 0 ? whole : whole.substring(0, fallback);
            Optional<String> known = environment
                    .apply(name)
                    .or(() -> fallback < 0 ? Optional.empty() : Optional.of(whole.substring(fallback + 2)));
            if (known.isEmpty()) {
                problem("the environment of the master, which ${" + shortened(name) + "} is from, cannot be read");
            }
            result.append(text, at, open).append(known.orElse(text.substring(open, close + 1)));
            at = close + 1;
        }
        return result.append(text.substring(at)).toString();
    }

    private static String unquoted(String text) {
        boolean quotes = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quotes ? text.substring(1, text.length() - 1) : text;
    }

    private void problem(String what) {
        problems.add(file, line, what);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
