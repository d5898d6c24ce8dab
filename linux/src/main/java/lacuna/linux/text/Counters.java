package lacuna.linux.text;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Names and numbers, all of those that a file such as vmstat or memory.stat printed and in its order. A name that the
 * kernel did not print is absent.
 */
public final class Counters {
    public static final Counters NONE = new Counters(new String[0], new long[0]);

    private final String[] names;
    private final long[] values;

    private Counters(String[] names, long[] values) {
        this.names = names;
        this.values = values;
    }

    /** Parses "name number" lines. {@code before} is an earlier reading of such a file, whose names are used again. */
    public static Counters parse(Ascii text, Counters before) {
        return new Parser(before).all(text, ' ');
    }

    /** Parses "name: number" lines, as of meminfo: where "kB" follows, the number is turned into bytes. */
    public static Counters parseWithUnits(Ascii text, Counters before) {
        return new Parser(before).all(text, ':');
    }

    public OptionalLong get(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return OptionalLong.of(values[i]);
            }
        }
        return OptionalLong.empty();
    }

    public int size() {
        return names.length;
    }

    public String name(int place) {
        return names[place];
    }

    public long value(int place) {
        return values[place];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Counters that && Arrays.equals(names, that.names) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder all = new StringBuilder("{");
        for (int i = 0; i < names.length; i++) {
            all.append(i == 0 ? "" : ", ").append(names[i]).append('=').append(values[i]);
        }
        return all.append('}').toString();
    }

    /** One parse. As long as the names come as they did before, their array is shared and no string is made. */
    private static final class Parser {
        private static final int USUAL_SIZE = 64;

        private final String[] before;
        private String[] names;
        private long[] values;
        private int size;
        private boolean shared = true;

        Parser(Counters before) {
            this.before = before.names;
            names = before.names;
            values = new long[before.names.length];
        }

        Counters all(Ascii text, char terminator) {
            text.expectWholeLines();
            while (!text.atEnd()) {
                int from = text.position();
                int to = text.find(terminator);
                if (to < 0) {
                    text.fail("no '" + terminator + "' after a name");
                    break;
                }
                String name = name(text, from, to);
                text.moveTo(to + 1);
                text.skipSpaces();
                long value = terminator == ':' ? withUnit(text) : text.signedDecimal();
                if (!text.atLineEnd()) {
                    text.fail("more than a name and a number");
                }
                add(name, value);
                text.take('\n');
            }
            return new Counters(size == names.length ? names : Arrays.copyOf(names, size), Arrays.copyOf(values, size));
        }

        private static long withUnit(Ascii text) {
            long value = text.decimal();
            text.skipSpaces();
            if (!text.take("kB")) {
                return value;
            }
            if (value > Long.MAX_VALUE >> 10) {
                text.fail("number too large");
                return 0;
            }
            return value << 10;
        }

        private String name(Ascii text, int from, int to) {
            return size < before.length && text.equalsAt(from, to, before[size]) ? before[size] : text.string(from, to);
        }

        private void add(String name, long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, Math.max(USUAL_SIZE, size * 2));
            }
            values[size] = value;
            if (shared && (size == before.length || !before[size].equals(name))) {
                shared = false;
                names = Arrays.copyOf(before, values.length);
            }
            if (!shared) {
                names = size == names.length ? Arrays.copyOf(names, values.length) : names;
                names[size] = name;
            }
            size++;
        }
    }
}
