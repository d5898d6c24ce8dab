package lacuna.report.php;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.doctor.php.Advice;
import lacuna.doctor.php.Capacity;
import lacuna.doctor.php.Fresh;
import lacuna.doctor.php.HeapFigures;
import lacuna.doctor.php.Master;
import lacuna.doctor.php.PhpHost;
import lacuna.doctor.php.Pool;
import lacuna.doctor.php.Remark;
import lacuna.doctor.php.RequestGrowth;
import lacuna.doctor.php.Worker;
import lacuna.doctor.php.WorkerMemory;
import lacuna.doctor.php.config.ConfigProblem;
import lacuna.doctor.php.config.Setting;
import lacuna.doctor.php.status.StatusAnswer;
import lacuna.doctor.php.status.StatusPage;
import lacuna.linux.text.ByteSize;
import lacuna.report.text.Canvas;
import lacuna.report.text.Durations;
import lacuna.report.text.Printable;
import lacuna.report.text.Table;

/** The text of {@code php}: each php-fpm with a table of its pools, then what stands out, then advice. */
public final class PhpText {
    private static final String UNKNOWN = "-";
    private static final int PROBLEMS = 10;
    private static final int NAMES = 3;

    private final PhpHost host;
    private final Canvas canvas;
    private final Paragraphs paragraphs;

    public PhpText(PhpHost host, Canvas canvas) {
        this.host = host;
        this.canvas = canvas;
        this.paragraphs = new Paragraphs(canvas);
    }

    /** One screen. */
    public List<String> summary() {
        List<String> lines = new ArrayList<>();
        String memory = host.memoryAvailable().isPresent() && host.memoryTotal().isPresent()
                ? ", " + ByteSize.of(host.memoryAvailable().getAsLong()) + " of "
                        + ByteSize.of(host.memoryTotal().getAsLong()) + " available"
                : "";
        lines.add(canvas.ink()
                .heading(canvas.fit(
                        "PHP-FPM on this host" + memory + "  "
                                + DateTimeFormatter.ISO_INSTANT.format(host.at().truncatedTo(ChronoUnit.SECONDS)),
                        canvas.columns())));
        if (host.masters().isEmpty()) {
            lines.clear();
            lines.add("No php-fpm runs here.");
            host.gaps().forEach(gap -> lines.addAll(paragraphs.of("", "Missing: " + gap + ".")));
            return lines;
        }
        for (Master master : host.masters()) {
            lines.add("");
            lines.addAll(master(master));
        }
        lines.add("");
        host.remarks().forEach(remark -> lines.addAll(paragraphs.attention("", remark(remark))));
        host.gaps().forEach(gap -> lines.addAll(paragraphs.of("", "Missing: " + gap + ".")));
        String footnote = "No process was stopped; each status page was asked once. Took " + Durations.of(host.took())
                + ". --workers lists the workers, --settings where each value comes from.";
        paragraphs.of("", footnote).forEach(line -> lines.add(canvas.ink().faint(line)));
        return lines;
    }

    /** Every worker, the heaviest first. */
    public List<String> workers() {
        Table table = new Table()
                .figure("PSS")
                .figure("USS")
                .figure("RSS")
                .expendable(3)
                .figure("REQUESTS")
                .unlessAll(UNKNOWN)
                .figure("AGE")
                .word("DOES")
                .figure("LAST REQUEST")
                .expendable(4)
                .unlessAll(UNKNOWN)
                .figure("PHP")
                .expendable(2)
                .figure("CACHED")
                .expendable(1)
                .figure("PID")
                .word("POOL")
                .word("IN")
                .unlessAll("")
                .roomForLast(40);
        host.masters().stream()
                .flatMap(master -> master.pools().stream())
                .forEach(pool -> pool.workers().stream()
                        .sorted(Comparator.comparingLong(
                                        (Worker worker) -> worker.memory().pss().orElse(0))
                                .reversed()
                                .thenComparingInt(Worker::pid))
                        .forEach(worker -> table.row(
                                bytes(worker.memory().pss()),
                                bytes(worker.memory().uss()),
                                bytes(worker.memory().rss()),
                                count(worker.requests()),
                                worker.age().map(Durations::of).orElse(UNKNOWN),
                                PhpJson.word(worker.activity()),
                                lastRequest(worker),
                                InsideText.heap(worker, HeapFigures::used),
                                InsideText.heap(worker, HeapFigures::cached),
                                Integer.toString(worker.pid()),
                                pool.name(),
                                InsideText.place(worker))));
        return table.lines(canvas);
    }

    /** PHP's own settings and the pools', with the line that each comes from. */
    public List<String> settings() {
        Table table = new Table().word("POOL").word("SETTING").word("VALUE").word("FROM");
        for (Master master : host.masters()) {
            for (Pool pool : master.pools()) {
                List<Setting> all = new ArrayList<>();
                PhpJson.SHOWN.forEach(name -> pool.config().setting(name).ifPresent(all::add));
                all.addAll(pool.php());
                all.forEach(setting -> table.row(
                        pool.name(),
                        setting.name(),
                        setting.value(),
                        setting.origin().words()));
            }
        }
        return table.lines(canvas);
    }

    private List<String> master(Master master) {
        List<String> lines = new ArrayList<>();
        String program = master.program().substring(master.program().lastIndexOf('/') + 1);
        StringBuilder title = new StringBuilder(program);
        master.version().ifPresent(version -> title.append(", PHP ").append(version));
        title.append(", master ").append(master.pid());
        master.startedAt().ifPresent(start -> title.append(", up ").append(age(start)));
        master.unit().ifPresent(unit -> title.append(", ").append(unit));
        master.container().ifPresent(container -> title.append(", ").append(container));
        lines.add(canvas.ink().heading(canvas.fit(Printable.of(title.toString()), canvas.columns())));
        lines.addAll(paragraphs.of(
                "",
                master.configFile().orElse("configuration unknown") + "; values from " + master.valuesFrom()
                        + (master.opcache().isPresent()
                                ? ""
                                : master.opcacheMapped().isPresent()
                                        ? "; OPcache's segment has "
                                                + ByteSize.of(
                                                        master.opcacheMapped().getAsLong())
                                        : "; no OPcache segment")));
        InsideText inside = new InsideText(canvas);
        lines.addAll(pools(master));
        lines.addAll(inside.bytes(master));
        lines.addAll(inside.opcache(master, host.at()));
        lines.addAll(inside.scripts(master));
        lines.add("");
        master.problems().stream()
                .limit(PROBLEMS)
                .forEach(problem -> lines.addAll(paragraphs.attention("", problem(problem))));
        if (master.problems().size() > PROBLEMS) {
            lines.add(canvas.ink().faint("and " + (master.problems().size() - PROBLEMS) + " more problems (--json)"));
        }
        master.remarks().forEach(remark -> lines.addAll(paragraphs.attention("", remark(remark))));
        said(master.pools()).forEach((words, names) -> lines.addAll(paragraphs.of(names(names), words)));
        master.advice().forEach(advice -> lines.addAll(advice("", advice)));
        for (Pool pool : master.pools()) {
            lines.addAll(pool(pool));
        }
        return lines;
    }

    private List<String> pools(Master master) {
        Table table = new Table()
                .figure("WORKERS")
                .figure("BUSY")
                .figure("MAX")
                .figure("FITS")
                .figure("PSS")
                .figure("USS EACH")
                .figure("FRESH")
                .expendable(3)
                .figure("A REQUEST")
                .unlessAll(UNKNOWN)
                .figure("SERVED")
                .unlessAll(UNKNOWN)
                .figure("QUEUE")
                .expendable(4)
                .unlessAll(UNKNOWN)
                .figure("FULL")
                .expendable(5)
                .unlessAll(UNKNOWN)
                .figure("SLOW")
                .expendable(6)
                .unlessAll(UNKNOWN)
                .word("PM")
                .expendable(2)
                .word("POOL");
        for (Pool pool : master.pools()) {
            Optional<StatusPage> page = pool.page();
            table.row(
                    Integer.toString(pool.workers().size()),
                    pool.workers().isEmpty() ? UNKNOWN : busy(pool),
                    pool.config().value("pm.max_children").orElse(UNKNOWN),
                    pool.capacity().map(Capacity::fits).map(String::valueOf).orElse(UNKNOWN),
                    bytes(pool.sum(WorkerMemory::pss)),
                    each(pool),
                    pool.fresh().map(Fresh::uss).map(ByteSize::of).orElse(UNKNOWN),
                    growth(pool.growth()),
                    count(pool.served()),
                    page.map(found -> count(found.listenQueue()) + "/" + count(found.maxListenQueue()))
                            .orElse(UNKNOWN),
                    page.map(found -> count(found.maxChildrenReached())).orElse(UNKNOWN),
                    count(pool.slowRequests()),
                    pool.config().value("pm").orElse(UNKNOWN),
                    pool.name());
        }
        return table.lines(canvas);
    }

    /** What is said of the status and the growth of each pool, once for those of which the same is said. */
    private static Map<String, List<String>> said(List<Pool> pools) {
        Map<String, List<String>> said = new LinkedHashMap<>();
        for (Pool pool : pools) {
            if (pool.status() instanceof StatusAnswer.Silent(String why, String remedy)) {
                said.computeIfAbsent(
                                "no status: " + why + (remedy.isEmpty() ? "" : "; " + remedy), _ -> new ArrayList<>())
                        .add(pool.name());
            } else {
                said.computeIfAbsent("growth a request " + inWords(pool.growth()), _ -> new ArrayList<>())
                        .add(pool.name());
            }
        }
        return said;
    }

    private static String names(List<String> pools) {
        int more = pools.size() - NAMES;
        return String.join(", ", pools.subList(0, Math.min(NAMES, pools.size())))
                + (more > 0 ? " and " + more + " more: " : ": ");
    }

    private static String inWords(RequestGrowth growth) {
        return switch (growth) {
            case RequestGrowth.TooLittle(String why) -> "is not known: " + why;
            case RequestGrowth.Measured measured ->
                signed(measured.perRequest()) + ", 90 % within " + signed(measured.low()) + " to "
                        + signed(measured.high()) + " (" + measured.workers() + " workers, "
                        + measured.fewestRequests() + " to " + measured.mostRequests() + " requests)"
                        + (measured.isGrowth() ? "" : ": no growth shown");
        };
    }

    private List<String> pool(Pool pool) {
        List<String> lines = new ArrayList<>();
        String name = pool.name() + ": ";
        pool.remarks().forEach(remark -> lines.addAll(paragraphs.attention(name, remark(remark))));
        pool.advice().forEach(advice -> lines.addAll(advice(name, advice)));
        return lines;
    }

    private List<String> advice(String pool, Advice advice) {
        List<String> lines = new ArrayList<>();
        String effect = advice.predictedBytes() == 0
                ? ""
                : advice.predictedBytes() > 0
                        ? "; saves " + ByteSize.of(advice.predictedBytes())
                        : "; costs " + ByteSize.of(-advice.predictedBytes());
        String where = advice.file().isEmpty()
                ? ""
                : "  (" + advice.file() + (advice.line() > 0 ? ":" + advice.line() : "") + ")";
        lines.add(canvas.ink()
                .accent(canvas.fit(
                        Printable.of(pool + "set " + advice.setting() + " = " + advice.value() + ", now " + advice.now()
                                + effect + where),
                        canvas.columns())));
        lines.addAll(paragraphs.of("    ", advice.text()));
        advice.reasoning().forEach(step -> lines.addAll(paragraphs.of("      ", step)));
        return lines;
    }

    private static String busy(Pool pool) {
        long unknown = pool.count(Worker.Activity.UNKNOWN);
        return unknown > 0 ? "?" : Long.toString(pool.count(Worker.Activity.BUSY));
    }

    private static String each(Pool pool) {
        long[] all = pool.workers().stream()
                .filter(worker -> worker.memory().uss().isPresent())
                .mapToLong(worker -> worker.memory().uss().getAsLong())
                .sorted()
                .toArray();
        return all.length == 0 ? UNKNOWN : ByteSize.of(all[all.length / 2]);
    }

    private static String growth(RequestGrowth growth) {
        return switch (growth) {
            case RequestGrowth.TooLittle _ -> UNKNOWN;
            case RequestGrowth.Measured measured -> signed(measured.perRequest());
        };
    }

    private static String lastRequest(Worker worker) {
        return worker.lastDurationMicros().isPresent()
                ? Durations.ofMicros(worker.lastDurationMicros().getAsLong())
                : UNKNOWN;
    }

    private static String remark(Remark remark) {
        return remark.setting() + " " + remark.text() + (remark.where().isEmpty() ? "" : " (" + remark.where() + ")");
    }

    private static String problem(ConfigProblem problem) {
        return problem.file()
                + (problem.line() > 0 ? ":" + problem.line() : "")
                + (problem.file().isEmpty() ? "" : ": ")
                + problem.what();
    }

    private String age(Instant start) {
        return Durations.of(Duration.between(start, host.at()));
    }

    private static String signed(double bytes) {
        return ByteSize.signed(Math.round(bytes));
    }

    private static String bytes(OptionalLong bytes) {
        return bytes.isPresent() ? ByteSize.of(bytes.getAsLong()) : UNKNOWN;
    }

    private static String count(OptionalLong count) {
        return count.isPresent() ? Long.toString(count.getAsLong()) : UNKNOWN;
    }
}
