package lacuna.report.php;

import lacuna.doctor.php.HeapFigures;
import lacuna.doctor.php.Inside;
import lacuna.doctor.php.PoolBytes;
import lacuna.doctor.php.WorkerMemory;
import lacuna.heap.php.OpcacheFigures;
import lacuna.heap.php.OpcacheReport;
import lacuna.heap.php.PhpFrame;
import lacuna.heap.php.PhpStack;
import lacuna.report.json.JsonDocument;

/** What was seen inside of PHP: heaps, calls and OPcache, as parts of lacuna.php/1. */
record InsideJson(JsonDocument json) {
    void pool(PoolBytes bytes) {
        if (bytes.workers() == 0) {
            return;
        }
        json.object(
                "bytes",
                () -> json.number("workers", bytes.workers())
                        .number("live", bytes.live())
                        .number("holes", bytes.holes())
                        .number("cached", bytes.cached())
                        .number("native", bytes.outside())
                        .number("opcache", bytes.opcache())
                        .number("peak", bytes.peak())
                        .number("limit", bytes.limit())
                        .number("cachedAfterRequest", bytes.cachedAfterRequest()));
    }

    void worker(Inside inside, WorkerMemory memory) {
        inside.heap().ifPresent(heap -> json.object("heap", () -> heap(heap, memory)));
        if (!inside.gap().isEmpty()) {
            json.text("heapGap", inside.gap());
        }
        inside.stack().filter(stack -> !stack.isIdle()).ifPresent(this::stack);
    }

    void opcache(OpcacheFigures opcache) {
        json.number("memory", opcache.memory())
                .number("used", opcache.used())
                .number("free", opcache.free())
                .number("wasted", opcache.wasted())
                .truth("exhausted", opcache.isExhausted())
                .number("mapped", opcache.mapped())
                .number("scripts", opcache.scripts())
                .number("keys", opcache.keys())
                .number("maxKeys", opcache.mostKeys())
                .number("hits", opcache.hits())
                .number("misses", opcache.misses());
        opcache.started().ifPresent(start -> json.time("startedAt", start));
        json.object(
                "restarts",
                () -> json.number("outOfMemory", opcache.restarts().outOfMemory())
                        .number("outOfKeys", opcache.restarts().outOfKeys())
                        .number("byHand", opcache.restarts().byHand())
                        .truth("pending", opcache.restarts().isPending()));
        opcache.strings()
                .ifPresent(strings -> json.object(
                        "strings",
                        () -> json.number("buffer", strings.buffer())
                                .number("table", strings.table())
                                .number("used", strings.used())
                                .number("free", strings.free())
                                .number("count", strings.count())
                                .truth("full", strings.isFull())));
        json.array("highlights", () -> OpcacheReport.highlights(opcache).forEach(json::element));
    }

    private void heap(HeapFigures heap, WorkerMemory memory) {
        json.number("used", heap.used())
                .number("mapped", heap.mapped())
                .number("peak", heap.peak())
                .number("holes", heap.holes())
                .number("cachedChunks", heap.cachedChunks())
                .number("cachedAfterRequest", heap.cachedAfterRequest())
                .number("limit", heap.limit())
                .number("resident", heap.resident())
                .number("cachedResident", heap.cachedResident())
                .number("native", heap.outside(memory));
    }

    private void stack(PhpStack stack) {
        if (!stack.gap().isEmpty()) {
            json.text("stackGap", stack.gap());
            return;
        }
        json.array("stack", () -> stack.frames().forEach(frame -> json.element(() -> frame(frame))));
    }

    private void frame(PhpFrame frame) {
        if (!frame.type().isEmpty()) {
            json.text("class", frame.type());
        }
        json.text("function", frame.function());
        if (!frame.file().isEmpty()) {
            json.text("file", frame.file());
        }
        frame.line().ifPresent(line -> json.number("line", line));
    }
}
