package lacuna.report.top;

import java.io.OutputStream;
import java.util.Locale;
import lacuna.linux.host.Pressure;
import lacuna.report.json.JsonDocument;
import lacuna.watch.sample.Coverage;
import lacuna.watch.sample.GroupView;
import lacuna.watch.sample.Growth;
import lacuna.watch.sample.HostMemory;
import lacuna.watch.sample.HostView;
import lacuna.watch.sample.ProcessView;
import lacuna.watch.sample.Rollup;
import lacuna.watch.sample.WhyNoRollup;

/** {@code lacuna top --json}: schema lacuna.top/1. */
public final class TopJson {
    private static final int VERSION = 1;

    private final JsonDocument json;

    private TopJson(JsonDocument json) {
        this.json = json;
    }

    public static void write(HostView view, Selection selection, OutputStream out) {
        try (JsonDocument json = JsonDocument.begin(out, "top", VERSION)) {
            new TopJson(json).write(view, selection);
        }
    }

    private void write(HostView view, Selection selection) {
        json.time("at", view.at());
        json.object("host", () -> host(view.host()));
        json.object("coverage", () -> coverage(view.coverage()));
        json.array("groups", () -> selection.groups(view).forEach(group -> json.element(() -> group(group))));
        json.array(
                "processes", () -> selection.processes(view).forEach(process -> json.element(() -> process(process))));
    }

    private void host(HostMemory host) {
        json.text("name", host.name()).text("kernel", host.kernel()).number("cpus", host.cpus());
        json.number("total", host.total())
                .number("free", host.free())
                .number("available", host.available())
                .number("anon", host.anon())
                .number("pageCache", host.pageCache())
                .number("shmem", host.shmem())
                .number("slab", host.slab())
                .number("slabUnreclaimable", host.slabUnreclaimable())
                .number("pageTables", host.pageTables())
                .number("kernelStack", host.kernelStack())
                .number("swapTotal", host.swapTotal())
                .number("swapFree", host.swapFree())
                .number("fragmentation", host.fragmentation());
        host.pressure()
                .ifPresent(pressure -> json.object("pressure", () -> {
                    pressure("some", pressure.some());
                    pressure.full().ifPresent(full -> pressure("full", full));
                }));
    }

    private void pressure(String name, Pressure.Stall stall) {
        json.object(
                name,
                () -> json.number("avg10", stall.average10())
                        .number("avg60", stall.average60())
                        .number("avg300", stall.average300())
                        .number("totalMicros", stall.totalMicros()));
    }

    private void coverage(Coverage coverage) {
        json.number("processes", coverage.processes())
                .number("exactNow", coverage.exactNow())
                .number("exactEarlier", coverage.exactEarlier())
                .number("denied", coverage.denied())
                .number("tooLarge", coverage.tooLarge())
                .number("notYet", coverage.notYet())
                .number("ended", coverage.ended())
                .number("unreadable", coverage.unreadable())
                .number("oldestRollupMillis", coverage.oldestRollup().toMillis())
                .number("spentOnRollupsMicros", coverage.spentOnRollups().toNanos() / 1000);
    }

    private void group(GroupView group) {
        json.text("kind", group.key().kind().word())
                .text("name", group.key().name())
                .number("processes", group.processes())
                .number("threads", group.threads())
                .number("pss", group.pss())
                .number("uss", group.uss())
                .number("rss", group.rss())
                .number("anon", group.anon())
                .number("file", group.file())
                .number("shmem", group.shmem())
                .number("swap", group.swap())
                .number("growth", group.growth())
                .number("withoutPss", group.withoutPss());
    }

    private void process(ProcessView process) {
        json.number("pid", process.pid())
                .text("name", process.name())
                .text("command", process.command())
                .text("user", process.user())
                .text("state", String.valueOf(process.state()))
                .text("unit", process.membership().unit())
                .text("pool", process.membership().pool())
                .text("container", process.membership().container())
                .text("cgroup", process.membership().cgroup())
                .text("executable", process.membership().executable())
                .number("pss", process.pss())
                .number("uss", process.uss())
                .number("rss", process.rss())
                .number("anon", process.resident().anon())
                .number("file", process.resident().file())
                .number("shmem", process.resident().shmem())
                .number("swap", process.resident().swap())
                .number("threads", process.threads());
        process.startedAt().ifPresent(start -> json.time("startedAt", start));
        process.rollup().ifPresentOrElse(rollup -> exact(process, rollup), () -> json.truth("exact", false));
        json.text("whyNotExact", process.whyNoRollup().map(TopJson::word));
        process.growth().ifPresent(this::growth);
    }

    /** Of which moment the exact figures are, and those that are not in the row itself. */
    private void exact(ProcessView process, Rollup rollup) {
        json.truth("exact", process.exactNow())
                .object(
                        "rollup",
                        () -> json.time("readAt", rollup.readAt())
                                .number("rss", rollup.rss())
                                .number("swap", rollup.swap())
                                .number("swapPss", rollup.swapPss())
                                .number("hugePages", rollup.hugePages())
                                .number("lazyFree", rollup.lazyFree()));
    }

    private void growth(Growth growth) {
        json.object(
                "growth",
                () -> json.number("bytes", growth.bytes())
                        .number("overMillis", growth.over().toMillis()));
    }

    private static String word(WhyNoRollup why) {
        return why.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
