package lacuna.report.php;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import lacuna.doctor.php.HeapFigures;
import lacuna.doctor.php.Master;
import lacuna.doctor.php.Pool;
import lacuna.doctor.php.PoolBytes;
import lacuna.doctor.php.Worker;
import lacuna.heap.php.OpcacheFigures;
import lacuna.heap.php.OpcacheReport;
import lacuna.heap.php.PhpFrame;
import lacuna.heap.php.PhpStack;
import lacuna.linux.text.ByteSize;
import lacuna.report.text.Canvas;
import lacuna.report.text.Durations;
import lacuna.report.text.Table;

/** What was seen inside of PHP: where the bytes of the pools are, OPcache, and where the busy workers stand. */
record InsideText(Canvas canvas) {
    private static final String UNKNOWN = "-";
    private static final int PLACES = 5;

    /** Which script a worker is in; several of one pool stand at the same place often. */
    private record Place(String pool, String where) {}

    List<String> bytes(Master master) {
        List<Pool> known = master.pools().stream()
                .filter(pool -> pool.bytes().workers() > 0)
                .toList();
        if (known.isEmpty()) {
            return List.of();
        }
        Table table = new Table()
                .figure("PHP LIVE")
                .figure("HOLES")
                .figure("CACHED")
                .figure("NATIVE")
                .unlessAll(UNKNOWN)
                .figure("OPCACHE")
                .unlessAll(UNKNOWN)
                .figure("PEAK EACH")
                .figure("LIMIT")
                .word("POOL");
        for (Pool pool : known) {
            PoolBytes bytes = pool.bytes();
            // What is missing is said below; the mark keeps the sum from being taken for the pool's.
            String mark = bytes.workers() < pool.workers().size() ? ">" : "";
            table.row(
                    mark + ByteSize.of(bytes.live()),
                    mark + ByteSize.of(bytes.holes()),
                    mark + ByteSize.of(bytes.cached()),
                    bytes.outside().isPresent()
                            ? mark + ByteSize.of(bytes.outside().getAsLong())
                            : UNKNOWN,
                    size(bytes.opcache()),
                    ByteSize.of(bytes.peak()),
                    bytes.limit().isPresent() ? ByteSize.of(bytes.limit().getAsLong()) : "none",
                    pool.name());
        }
        return table.lines(canvas);
    }

    List<String> opcache(Master master, Instant now) {
        if (master.opcache().isEmpty()) {
            return List.of();
        }
        OpcacheFigures opcache = master.opcache().get();
        StringBuilder words = new StringBuilder(ByteSize.of(opcache.memory()) + ": " + ByteSize.of(opcache.used())
                + " used, " + ByteSize.of(opcache.wasted()) + " wasted, " + ByteSize.of(opcache.free()) + " free; "
                + counted(opcache.scripts(), "script") + ", " + opcache.keys() + " of " + opcache.mostKeys()
                + " keys; ");
        opcache.strings().ifPresent(strings -> {
            words.append("strings ")
                    .append(ByteSize.of(strings.used()))
                    .append(" of ")
                    .append(ByteSize.of(strings.room()));
            if (strings.table() > 0) {
                words.append(" (a buffer of ")
                        .append(ByteSize.of(strings.buffer()))
                        .append(" less its table)");
            }
            words.append("; ");
        });
        words.append(restarts(opcache.restarts()));
        opcache.started()
                .filter(start -> !start.isAfter(now))
                .ifPresent(start -> words.append(", up ").append(Durations.of(Duration.between(start, now))));
        Paragraphs paragraphs = new Paragraphs(canvas);
        List<String> lines = new ArrayList<>(paragraphs.of("OPcache, ", words.toString()));
        OpcacheReport.highlights(opcache).forEach(each -> lines.addAll(paragraphs.attention("", each)));
        return lines;
    }

    /** The places that most workers stand at. */
    List<String> scripts(Master master) {
        Map<Place, List<Integer>> at = new LinkedHashMap<>();
        for (Pool pool : master.pools()) {
            for (Worker worker : pool.workers()) {
                String place = place(worker);
                if (!place.isEmpty()) {
                    at.computeIfAbsent(new Place(pool.name(), place), _ -> new ArrayList<>())
                            .add(worker.pid());
                }
            }
        }
        List<String> lines = new ArrayList<>();
        at.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<Place, List<Integer>> each) ->
                                each.getValue().size())
                        .reversed())
                .limit(PLACES)
                .forEach(each -> {
                    List<Integer> pids = each.getValue();
                    String who = pids.size() == 1 ? "worker " + pids.getFirst() : pids.size() + " workers";
                    lines.addAll(new Paragraphs(canvas)
                            .of(
                                    each.getKey().pool() + ": ",
                                    who + " in " + each.getKey().where()));
                });
        if (at.size() > PLACES) {
            lines.add(canvas.ink().faint("and " + (at.size() - PLACES) + " more places (--workers)"));
        }
        return lines;
    }

    /** The innermost call, and where in a file of the site's own it is made; "?" where the worker ran on meanwhile. */
    static String place(Worker worker) {
        Optional<PhpStack> stack = worker.inside().stack().filter(found -> !found.isIdle());
        if (stack.isEmpty()) {
            return "";
        }
        List<PhpFrame> frames = stack.get().frames();
        if (frames.isEmpty()) {
            return "?";
        }
        PhpFrame innermost = frames.getFirst();
        if (!innermost.file().isEmpty()) {
            return innermost.toString();
        }
        return frames.stream()
                .filter(frame -> !frame.file().isEmpty())
                .findFirst()
                .map(caller -> innermost + " from " + caller)
                .orElse(innermost.toString());
    }

    static String heap(Worker worker, ToLongFunction<HeapFigures> figure) {
        return worker.inside()
                .heap()
                .map(heap -> ByteSize.of(figure.applyAsLong(heap)))
                .orElse(UNKNOWN);
    }

    private static String counted(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    private static String restarts(OpcacheFigures.Restarts restarts) {
        String pending = restarts.isPending() ? ", one is due" : "";
        long all = restarts.outOfMemory() + restarts.outOfKeys() + restarts.byHand();
        return all == 0
                ? "no restarts" + pending
                : "restarts: " + restarts.outOfMemory() + " for memory, " + restarts.outOfKeys() + " for keys, "
                        + restarts.byHand() + " by hand" + pending;
    }

    private static String size(OptionalLong bytes) {
        return bytes.isPresent() ? ByteSize.of(bytes.getAsLong()) : UNKNOWN;
    }
}
