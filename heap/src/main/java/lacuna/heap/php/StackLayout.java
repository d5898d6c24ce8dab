package lacuna.heap.php;

import java.util.List;

/**
 * Where a call stack is in the globals and in a function, by version. Sources: the headers of each version (Zend/zend.h,
 * zend_globals.h, zend_compile.h); 7.2, 7.4, 8.1 to 8.5 read from live processes, 7.3, 8.0 and 8.6 by their headers only.
 *
 * @param current in the executor's globals: the innermost call
 * @param file in a function: its file; the line that it begins on follows
 */
record StackLayout(int major, int minor, int current, int file) {
    // Of a call (zend_execute_data).
    static final int INSTRUCTION = 0;
    static final int FUNCTION = 24;
    static final int CALLER = 48;
    static final int CALL = 56;

    // Of a function.
    static final int TYPE = 0;
    static final int INTERNAL = 1;
    static final int USER = 2;
    /** Code that eval() was given. */
    static final int EVAL = 4;

    static final int NAME = 8;
    static final int SCOPE = 16;

    /** From a function's file on. */
    static final int FIRST_LINE = 8;

    static final int LAST_LINE = 12;

    /** Of an instruction. */
    static final int LINE = 24;
    /** Of a class. */
    static final int CLASS_NAME = 8;

    private static final List<StackLayout> KNOWN = List.of(
            new StackLayout(8, 6, 512, 168),
            new StackLayout(8, 5, 512, 168),
            new StackLayout(8, 4, 488, 168),
            new StackLayout(8, 3, 488, 144),
            new StackLayout(8, 2, 488, 152),
            new StackLayout(8, 1, 488, 144),
            new StackLayout(8, 0, 488, 144),
            new StackLayout(7, 4, 488, 136),
            new StackLayout(7, 3, 488, 128),
            new StackLayout(7, 2, 480, 120));

    int bytes() {
        return file + LAST_LINE + Integer.BYTES;
    }

    /** Those to try, likeliest first: the one of {@code version}, or all when it is not known. */
    static List<StackLayout> of(PhpVersion version) {
        List<StackLayout> own = KNOWN.stream()
                .filter(layout -> layout.major == version.major() && layout.minor == version.minor())
                .toList();
        return own.isEmpty() ? KNOWN : own;
    }
}
