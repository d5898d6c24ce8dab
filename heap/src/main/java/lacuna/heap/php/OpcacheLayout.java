package lacuna.heap.php;

import lacuna.heap.block.MemoryWindow;

/**
 * Where OPcache's shared figures are (zend_accel_shared_globals). Counters and the table of scripts are the same from 7.2 to
 * 8.5; what follows moved, and is found by the buffer of interned strings, whose four pointers are in order. Sources:
 * ext/opcache/ZendAccelerator.h of each version, and live processes held against opcache_get_status().
 *
 * @param strings the first of the four pointers
 * @param startTime when the cache was started, 0 when it is not known where that is
 */
record OpcacheLayout(int strings, int startTime) {
    static final int BYTES = 256;

    static final int HITS = 0;
    static final int MISSES = 8;
    static final int OOM_RESTARTS = 24;
    static final int HASH_RESTARTS = 32;
    static final int MANUAL_RESTARTS = 40;
    static final int KEYS = 64;
    static final int MOST_KEYS = 68;
    static final int SCRIPTS = 72;

    // From the time of the start on.
    static final int LAST_RESTART = 8;
    static final int ENABLED = 24;
    static final int RESTART_PENDING = 25;

    // From the first pointer on.
    static final int TABLE_MASK = -8;
    static final int STRING_COUNT = -4;
    static final int TOP = 8;
    static final int END = 16;
    static final int SAVED_TOP = 24;
    /** The table of strings follows the four pointers, and the strings follow the table. */
    static final int TABLE = 32;

    private static final int FIRST = 112;
    private static final int LAST = 216;

    /** 8.4 and 8.5; 8.1 to 8.3; 7.4; 7.2, which has its table elsewhere. */
    private static final OpcacheLayout[] KNOWN = {
        new OpcacheLayout(184, 96), new OpcacheLayout(176, 88), new OpcacheLayout(160, 88), new OpcacheLayout(120, 80)
    };

    /** Whether the table of strings lies between the figures and the strings. */
    boolean hasTable() {
        return strings > 120;
    }

    /** The layout of the figures at {@code globals}, which the window covers; -1 for pointers where there are none. */
    static OpcacheLayout of(MemoryWindow window, long globals, long start, long end) {
        for (OpcacheLayout known : KNOWN) {
            if (isBuffer(window, globals + known.strings(), start, end)) {
                return known;
            }
        }
        for (int at = FIRST; at <= LAST; at += 8) {
            if (isBuffer(window, globals + at, start, end)) {
                return new OpcacheLayout(at, 0);
            }
        }
        return new OpcacheLayout(-1, 0);
    }

    private static boolean isBuffer(MemoryWindow window, long at, long start, long end) {
        long first = window.word(at);
        long top = window.word(at + TOP);
        long last = window.word(at + END);
        long saved = window.word(at + SAVED_TOP);
        return first > start && first <= saved && saved <= top && top <= last && last <= end && first < last;
    }
}
