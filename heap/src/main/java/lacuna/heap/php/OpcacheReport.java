package lacuna.heap.php;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lacuna.heap.block.Figure;

/** OPcache as figures, and what stands out in it, as sentences. */
public final class OpcacheReport {
    private static final double MIB = 1 << 20;
    /** From here on a buffer is called nearly full. */
    private static final int NEARLY = 95;

    private OpcacheReport() {}

    public static List<Figure> figures(OpcacheFigures opcache) {
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.bytes("opcache_memory", opcache.memory()),
                Figure.bytes("opcache_used", opcache.used()),
                Figure.bytes("opcache_free", opcache.free()),
                Figure.bytes("opcache_wasted", opcache.wasted()),
                Figure.count("opcache_scripts", opcache.scripts()),
                Figure.count("opcache_keys", opcache.keys()),
                Figure.count("opcache_max_keys", opcache.mostKeys()),
                Figure.count("opcache_oom_restarts", opcache.restarts().outOfMemory()),
                Figure.count("opcache_hash_restarts", opcache.restarts().outOfKeys()),
                Figure.count("opcache_manual_restarts", opcache.restarts().byHand())));
        opcache.strings().ifPresent(strings -> {
            figures.add(Figure.bytes("opcache_strings_buffer", strings.buffer()));
            figures.add(Figure.bytes("opcache_strings_table", strings.table()));
            figures.add(Figure.bytes("opcache_strings_used", strings.used()));
            figures.add(Figure.bytes("opcache_strings_free", strings.free()));
        });
        return List.copyOf(figures);
    }

    public static List<String> highlights(OpcacheFigures opcache) {
        List<String> highlights = new ArrayList<>();
        if (opcache.isExhausted()) {
            highlights.add("OPcache is full (" + mib(opcache.memory()) + ", " + opcache.scripts()
                    + " scripts): what found no room is compiled anew at each request, into each worker's own memory");
        } else if (opcache.used() + opcache.wasted() >= opcache.memory() / 100 * NEARLY) {
            highlights.add("OPcache is nearly full: " + mib(opcache.free()) + " of " + mib(opcache.memory())
                    + " are free; a script that needs more is compiled anew at each request");
        }
        if (opcache.wasted() >= opcache.memory() / 20) {
            highlights.add(
                    mib(opcache.wasted()) + " of OPcache are wasted by scripts that were replaced, until a restart");
        }
        opcache.strings().ifPresent(strings -> {
            String holds = "a buffer of " + mib(strings.buffer()) + " holds " + mib(strings.room()) + " of strings";
            if (strings.isFull()) {
                highlights.add("OPcache's buffer of interned strings is full: " + holds
                        + "; further strings go into each script's own block");
            } else if (strings.used() >= strings.room() / 100 * NEARLY) {
                highlights.add("OPcache's buffer of interned strings is nearly full: " + holds + ", and "
                        + mib(strings.free()) + " are free");
            }
        });
        if (opcache.keys() >= opcache.mostKeys() && opcache.mostKeys() > 0) {
            highlights.add("OPcache's table has no key left (" + opcache.mostKeys()
                    + "): raise opcache.max_accelerated_files");
        }
        return highlights;
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
    }
}
