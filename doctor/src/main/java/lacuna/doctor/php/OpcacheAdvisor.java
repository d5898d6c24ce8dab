package lacuna.doctor.php;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.doctor.php.config.Origin;
import lacuna.doctor.php.config.PhpIni;
import lacuna.doctor.php.config.Setting;
import lacuna.heap.php.OpcacheFigures;
import lacuna.linux.text.ByteSize;

/**
 * Sizes of OPcache from what is used of it. Only larger ones are advised: what was never touched of a segment takes no
 * memory, so a smaller one saves none.
 */
final class OpcacheAdvisor {
    private static final long MIB = 1 << 20;
    private static final int STRINGS_STEP = 8;
    private static final int MOST_STRINGS = 4096;
    private static final int MEMORY_STEP = 32;
    private static final int KEYS_STEP = 1000;
    private static final int NEAR_PERCENT = 90;
    private static final Duration SETTLED = Duration.ofHours(1);

    private final OpcacheFigures opcache;
    private final PhpIni ini;
    private final Optional<Duration> age;
    private final List<Advice> advice = new ArrayList<>();

    private OpcacheAdvisor(OpcacheFigures opcache, PhpIni ini, Instant now) {
        this.opcache = opcache;
        this.ini = ini;
        this.age = opcache.started().map(start -> Duration.between(start, now));
    }

    static List<Advice> of(OpcacheFigures opcache, PhpIni ini, Instant now) {
        OpcacheAdvisor all = new OpcacheAdvisor(opcache, ini, now);
        long more = all.strings();
        all.memory(more);
        all.keys();
        return List.copyOf(all.advice);
    }

    /** How many bytes more the buffer is to have. */
    private long strings() {
        if (opcache.strings().isEmpty()) {
            return 0;
        }
        OpcacheFigures.Strings strings = opcache.strings().get();
        if (strings.used() < strings.room() / 100 * NEAR_PERCENT) {
            return 0;
        }
        long now = (strings.buffer() + MIB / 2) / MIB;
        long needed = strings.used() * 3 / 2;
        long value = STRINGS_STEP;
        while (value < MOST_STRINGS && (value <= now || room(value, strings) < needed)) {
            value += STRINGS_STEP;
        }
        List<String> reasoning = new ArrayList<>(List.of(
                "strings take " + ByteSize.of(strings.used()) + " of " + ByteSize.of(strings.room()) + ": a buffer of "
                        + now + " has room for no more, its table takes " + ByteSize.of(strings.table()),
                "1.5 x " + ByteSize.of(strings.used()) + " = " + ByteSize.of(needed) + "; " + value + " has room for "
                        + ByteSize.of(room(value, strings)) + ", its table takes "
                        + ByteSize.of(value * MIB - room(value, strings))));
        if (strings.isFull()) {
            reasoning.add("the buffer is full, so what is needed is not known: look anew after a day");
        }
        add(
                "opcache.interned_strings_buffer",
                now,
                value,
                "strings that find no room are kept once for each script",
                reasoning,
                (now - value) * MIB);
        return (value - now) * MIB;
    }

    /** The table of strings takes its share of the buffer from 7.4 on. */
    private static long room(long megabytes, OpcacheFigures.Strings strings) {
        long table = strings.table() == 0 ? 0 : 4 * (Long.highestOneBit(megabytes * 32768) * 2);
        return megabytes * MIB - table;
    }

    private void memory(long moreStrings) {
        long taken = opcache.used() + opcache.wasted();
        boolean isFull = opcache.isExhausted() || taken >= opcache.memory() / 100 * NEAR_PERCENT;
        boolean wasFull = opcache.restarts().outOfMemory() > 0;
        long now = opcache.memory() / MIB;
        if (!isFull && !wasFull && moreStrings < opcache.free()) {
            return;
        }
        long buffer = opcache.strings().map(OpcacheFigures.Strings::buffer).orElse(0L);
        long scripts = Math.max(0, taken - buffer);
        long needed = scripts * 3 / 2 + buffer + moreStrings;
        List<String> reasoning = new ArrayList<>(List.of(
                "used " + ByteSize.of(opcache.used()) + " + wasted " + ByteSize.of(opcache.wasted()) + " of "
                        + ByteSize.of(opcache.memory()) + ", of it strings' buffer " + ByteSize.of(buffer),
                "1.5 x " + ByteSize.of(scripts) + " + buffer " + ByteSize.of(buffer + moreStrings) + " = "
                        + ByteSize.of(needed)));
        if (wasFull) {
            needed = Math.max(needed, opcache.memory() * 3 / 2);
            reasoning.add("it was full " + opcache.restarts().outOfMemory() + " times and was emptied: at least 1.5 x "
                    + ByteSize.of(opcache.memory()));
        }
        if (opcache.isExhausted()) {
            reasoning.add("a script found no room, so what is needed is not known: look anew after a day");
        }
        long value = rounded((needed + MIB - 1) / MIB, MEMORY_STEP);
        if (value > now) {
            add(
                    "opcache.memory_consumption",
                    now,
                    value,
                    isFull || wasFull
                            ? "scripts that find no room are compiled anew at each request, in each worker"
                            : "the larger buffer of strings is cut out of it",
                    reasoning,
                    (now - value) * MIB);
        }
    }

    private void keys() {
        boolean wasFull = opcache.restarts().outOfKeys() > 0;
        if (opcache.mostKeys() == 0 || (opcache.keys() < (long) opcache.mostKeys() * NEAR_PERCENT / 100 && !wasFull)) {
            return;
        }
        long value = rounded((long) opcache.mostKeys() * 3 / 2, KEYS_STEP);
        List<String> reasoning = new ArrayList<>(List.of(
                opcache.keys() + " keys of " + opcache.mostKeys() + " are taken, by " + opcache.scripts() + " scripts",
                "1.5 x " + opcache.mostKeys() + ", rounded up; PHP takes the next prime of its list"));
        if (wasFull) {
            reasoning.add("it was full " + opcache.restarts().outOfKeys() + " times and was emptied");
        }
        add(
                "opcache.max_accelerated_files",
                opcache.mostKeys(),
                value,
                "scripts that find no key are compiled anew at each request",
                reasoning,
                0);
    }

    private void add(String name, long now, long value, String text, List<String> reasoning, long predicted) {
        List<String> all = new ArrayList<>(reasoning);
        age.filter(lasted -> lasted.compareTo(SETTLED) < 0)
                .ifPresent(lasted -> all.add("OPcache began " + lasted.toMinutes()
                        + " min ago and may still fill: take this for the least"));
        if (predicted < 0) {
            all.add("once for all workers, at most, and only as it is used; needs a restart, a pool's own value has no "
                    + "effect");
        }
        Origin.Line line = ini.ofMaster(name).map(Setting::origin).orElse(new Origin.BuiltIn())
                        instanceof Origin.Line here
                ? here
                : new Origin.Line(ini.files().isEmpty() ? "" : ini.files().getFirst(), 0);
        advice.add(new Advice(
                name, Long.toString(now), Long.toString(value), line.file(), line.line(), text, all, predicted));
    }

    private static long rounded(long value, int step) {
        return (value + step - 1) / step * step;
    }
}
