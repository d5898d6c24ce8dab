package lacuna.report.php;

import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import lacuna.doctor.php.Advice;
import lacuna.doctor.php.Capacity;
import lacuna.doctor.php.Master;
import lacuna.doctor.php.PhpHost;
import lacuna.doctor.php.Pool;
import lacuna.doctor.php.Remark;
import lacuna.doctor.php.RequestGrowth;
import lacuna.doctor.php.Worker;
import lacuna.doctor.php.WorkerMemory;
import lacuna.doctor.php.config.Origin;
import lacuna.doctor.php.config.Setting;
import lacuna.doctor.php.status.StatusAnswer;
import lacuna.doctor.php.status.StatusPage;
import lacuna.report.json.JsonDocument;

/** {@code lacuna php --json}: schema lacuna.php/1. */
public final class PhpJson {
    /** The pool's settings that are told. */
    static final List<String> SHOWN = List.of(
            "listen",
            "pm",
            "pm.max_children",
            "pm.start_servers",
            "pm.min_spare_servers",
            "pm.max_spare_servers",
            "pm.process_idle_timeout",
            "pm.max_requests",
            "pm.status_path",
            "pm.status_listen",
            "request_slowlog_timeout",
            "request_terminate_timeout");

    private static final int VERSION = 1;

    private final JsonDocument json;

    private PhpJson(JsonDocument json) {
        this.json = json;
    }

    public static void write(PhpHost host, OutputStream out) {
        try (JsonDocument json = JsonDocument.begin(out, "php", VERSION)) {
            new PhpJson(json).host(host);
        }
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void host(PhpHost host) {
        json.time("at", host.at()).number("tookMicros", host.took().toNanos() / 1000);
        json.object(
                "memory", () -> json.number("total", host.memoryTotal()).number("available", host.memoryAvailable()));
        remarks(host.remarks());
        json.array("masters", () -> host.masters().forEach(master -> json.element(() -> master(master))));
        json.array("gaps", () -> host.gaps().forEach(json::element));
    }

    private void master(Master master) {
        json.number("pid", master.pid());
        master.startedAt().ifPresent(start -> json.time("startedAt", start));
        json.text("program", master.program())
                .text("version", master.version())
                .text("unit", master.unit())
                .text("container", master.container())
                .text("configFile", master.configFile())
                .text("valuesFrom", master.valuesFrom())
                .number("opcacheMapped", master.opcacheMapped());
        json.object("memory", () -> memory(master.memory()));
        master.opcache().ifPresent(opcache -> json.object("opcache", () -> new InsideJson(json).opcache(opcache)));
        json.array("iniFiles", () -> master.iniFiles().forEach(json::element));
        settings("php", master.php());
        json.array(
                "problems",
                () -> master.problems()
                        .forEach(problem -> json.element(() -> json.text("file", problem.file())
                                .number("line", problem.line())
                                .text("what", problem.what()))));
        remarks(master.remarks());
        advice(master.advice());
        json.array("pools", () -> master.pools().forEach(pool -> json.element(() -> pool(pool))));
    }

    private void pool(Pool pool) {
        json.text("name", pool.name());
        settings(
                "settings",
                SHOWN.stream()
                        .flatMap(name -> pool.config().setting(name).stream())
                        .toList());
        settings("php", pool.php());
        json.object(
                "workers",
                () -> json.number("count", pool.workers().size())
                        .number("busy", pool.count(Worker.Activity.BUSY))
                        .number("idle", pool.count(Worker.Activity.IDLE))
                        .number("unknown", pool.count(Worker.Activity.UNKNOWN))
                        .number("served", pool.served())
                        .number("rss", pool.sum(WorkerMemory::rss))
                        .number("pss", pool.sum(WorkerMemory::pss))
                        .number("uss", pool.sum(WorkerMemory::uss))
                        .number("swap", pool.sum(WorkerMemory::swap)));
        new InsideJson(json).pool(pool.bytes());
        json.object("status", () -> status(pool));
        pool.fresh()
                .ifPresent(fresh -> json.object(
                        "fresh", () -> json.number("uss", fresh.uss()).text("by", word(fresh.by()))));
        json.object("growth", () -> growth(pool.growth()));
        pool.capacity().ifPresent(capacity -> json.object("capacity", () -> capacity(capacity)));
        remarks(pool.remarks());
        advice(pool.advice());
        json.array("processes", () -> pool.workers().forEach(worker -> json.element(() -> worker(worker))));
    }

    private void status(Pool pool) {
        switch (pool.status()) {
            case StatusAnswer.Silent(String why, String remedy) ->
                json.truth("told", false).text("why", why).text("remedy", remedy);
            case StatusAnswer.Told(StatusPage page) ->
                json.truth("told", true)
                        .number("sinceSeconds", page.sinceSeconds())
                        .number("accepted", page.accepted())
                        .number("listenQueue", page.listenQueue())
                        .number("maxListenQueue", page.maxListenQueue())
                        .number("listenQueueLength", page.listenQueueLength())
                        .number("maxActive", page.maxActive())
                        .number("maxChildrenReached", page.maxChildrenReached())
                        .number("slowRequests", pool.slowRequests());
        }
    }

    private void growth(RequestGrowth growth) {
        switch (growth) {
            case RequestGrowth.TooLittle(String why) ->
                json.truth("measured", false).text("why", why);
            case RequestGrowth.Measured measured ->
                json.truth("measured", true)
                        .number("perRequest", measured.perRequest())
                        .number("low", measured.low())
                        .number("high", measured.high())
                        .number("workers", measured.workers())
                        .number("fewestRequests", measured.fewestRequests())
                        .number("mostRequests", measured.mostRequests())
                        .number("fresh", measured.fresh())
                        .truth("grows", measured.isGrowth());
        }
    }

    private void capacity(Capacity capacity) {
        json.text("source", capacity.headroom().source())
                .number("available", capacity.headroom().available())
                .number("kept", capacity.headroom().kept())
                .number("held", capacity.held())
                .number("shared", capacity.shared())
                .number("perWorker", capacity.perWorker())
                .number("fits", capacity.fits());
    }

    private void advice(List<Advice> all) {
        json.array("advice", () -> all.forEach(advice -> json.element(() -> advice(advice))));
    }

    private void advice(Advice advice) {
        json.text("setting", advice.setting())
                .text("now", advice.now())
                .text("value", advice.value())
                .text("file", advice.file())
                .number("line", advice.line())
                .text("text", advice.text())
                .number("predictedBytes", advice.predictedBytes());
        json.array("reasoning", () -> advice.reasoning().forEach(json::element));
    }

    private void worker(Worker worker) {
        json.number("pid", worker.pid());
        worker.startedAt().ifPresent(start -> json.time("startedAt", start));
        json.text("activity", word(worker.activity()))
                .number("requests", worker.requests())
                .number("lastDurationMicros", worker.lastDurationMicros())
                .number("lastRequestMemory", worker.lastMemory());
        memory(worker.memory());
        new InsideJson(json).worker(worker.inside(), worker.memory());
    }

    private void memory(WorkerMemory memory) {
        json.number("rss", memory.rss())
                .number("pss", memory.pss())
                .number("uss", memory.uss())
                .number("swap", memory.swap())
                .number("sharedPss", memory.sharedPss());
    }

    private void settings(String name, List<Setting> settings) {
        json.array(
                name,
                () -> settings.forEach(setting -> json.element(() -> {
                    json.text("name", setting.name()).text("value", setting.value());
                    switch (setting.origin()) {
                        case Origin.Line(String file, int line) ->
                            json.text("file", file).number("line", line);
                        case Origin.Tested _, Origin.BuiltIn _ ->
                            json.text("from", setting.origin().words());
                    }
                })));
    }

    private void remarks(List<Remark> remarks) {
        json.array(
                "remarks",
                () -> remarks.forEach(remark -> json.element(() -> json.text("setting", remark.setting())
                        .text("where", remark.where())
                        .text("text", remark.text()))));
    }
}
