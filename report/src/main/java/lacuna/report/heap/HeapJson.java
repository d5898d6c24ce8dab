package lacuna.report.heap;

import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Detail;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Tally;
import lacuna.heap.block.Violation;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.Kept;
import lacuna.heap.ledger.Parked;
import lacuna.heap.ledger.Pin;
import lacuna.heap.ledger.RegionResidence;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.ledger.SizeHistogram;
import lacuna.heap.ledger.SizeShare;
import lacuna.heap.ledger.ThreadAccount;
import lacuna.heap.map.MapHeader;
import lacuna.report.json.JsonDocument;

/** {@code lacuna heap --json}: schema lacuna.heap/1. */
public final class HeapJson {
    private static final int VERSION = 1;

    private final HeapExamination examined;
    private final JsonDocument json;

    private HeapJson(HeapExamination examined, JsonDocument json) {
        this.examined = examined;
        this.json = json;
    }

    public static void write(HeapExamination examined, OutputStream out) {
        try (JsonDocument json = JsonDocument.begin(out, "heap", VERSION)) {
            new HeapJson(examined, json).write();
        }
    }

    private void write() {
        MapHeader header = examined.map().header();
        json.object("target", () -> {
            header.pid().ifPresent(pid -> json.number("pid", pid));
            json.text("name", header.process()).text("description", header.target());
        });
        header.moment().ifPresent(at -> json.time("at", at));
        json.array("heaps", () -> examined.heaps().forEach(heap -> json.element(() -> heap(heap))));
        json.array("others", () -> examined.others().forEach(json::element));
        json.object("resident", () -> {
            ResidentLedger ledger = examined.ledger();
            json.truth("exact", ledger.isExact())
                    .number("total", ledger.total())
                    .number("moved", ledger.moved());
            json.array(
                    "leaves",
                    () -> ledger.leaves()
                            .forEach(leaf -> json.element(
                                    () -> json.text("name", leaf.name()).number("bytes", leaf.bytes()))));
        });
        json.object(
                "pause",
                () -> json.number("count", examined.pauses().count())
                        .number("longestMicros", examined.pauses().longestMicros())
                        .number("totalMicros", examined.pauses().totalMicros()));
        json.array(
                "torn",
                () -> examined.torn()
                        .forEach(torn -> json.element(() -> {
                            json.text("region", torn.region()).number("bytes", torn.bytes());
                            torn.needed().ifPresent(needed -> json.number("neededMicros", needed.toNanos() / 1000));
                        })));
        json.array("next", () -> HeapAdvice.of(examined).forEach(json::element));
        json.array("missing", () -> examined.gaps().forEach(json::element));
    }

    private void heap(HeapAccount heap) {
        AllocatorReport report = heap.report();
        json.text("allocator", report.identity().allocator())
                .text("version", report.identity().version())
                .text("layout", report.identity().layout())
                .text("object", report.identity().object())
                .truth("confirmed", report.identity().isConfirmed());
        json.array("evidence", () -> report.identity().evidence().forEach(json::element));
        json.truth("consistent", report.isConsistent());
        List<Violation> violations = report.regions().stream()
                .flatMap(region -> region.violations().stream())
                .toList();
        violations(violations);
        json.number("system", report.system());
        tally(report.total());
        json.object("resident", () -> {
            for (Shares share : Shares.values()) {
                json.number(share.word(), share.resident(heap));
            }
        });
        json.number("releasable", heap.releasable())
                .number("pinned", heap.pinned())
                .number("trim", heap.trim());
        json.text("releaseCall", report.releaseCall());
        kept(heap);
        json.object("figures", () -> report.figures().forEach(figure -> json.number(figure.name(), figure.value())));
        json.array("highlights", () -> HeapWords.highlights(heap).forEach(json::element));
        json.array("details", () -> report.details().forEach(detail -> json.element(() -> detail(detail))));
        json.array("notes", () -> report.notes().forEach(json::element));
        sizes("liveSizes", heap.liveSizes());
        sizes("holeSizes", heap.holeSizes());
        json.array("sizeClasses", () -> heap.sizeShares().forEach(share -> json.element(() -> sizeClass(share))));
        json.array("pageOccupancy", () -> heap.occupancy().pages().forEach(json::element));
        json.array("regions", () -> {
            for (int i = 0; i < report.regions().size(); i++) {
                RegionReport region = report.regions().get(i);
                RegionResidence residence = heap.residences().get(i);
                json.element(() -> region(region, residence));
            }
        });
        json.array("threads", () -> heap.threads().forEach(thread -> json.element(() -> thread(thread, report))));
    }

    private void kept(HeapAccount heap) {
        Kept kept = heap.kept();
        Parked parked = heap.parked();
        json.object(
                "kept",
                () -> json.number("total", kept.total())
                        .number("tops", kept.tops())
                        .number("threadCaches", kept.threadCaches())
                        .number("pinned", kept.pinned())
                        .number("wholePages", kept.wholePages()));
        json.object(
                "parked",
                () -> json.number("regions", parked.regions())
                        .number("free", parked.free())
                        .number("trim", parked.trim())
                        .number("kept", parked.kept()));
    }

    private void sizeClass(SizeShare share) {
        json.number("from", share.from()).number("to", share.to());
        share("live", share.live());
        share("freed", share.freed());
        share("holes", share.holes());
        json.number("pinned", share.pinned());
    }

    private void share(String name, Tally.Sum sum) {
        json.object(name, () -> json.number("bytes", sum.bytes()).number("blocks", sum.blocks()));
    }

    private void thread(ThreadAccount thread, AllocatorReport report) {
        json.number("tid", thread.tid());
        if (!thread.name().isEmpty()) {
            json.text("name", thread.name());
        }
        thread.region().ifPresent(region -> {
            json.number("region", region);
            json.text("regionName", report.regions().get(region).region().name());
        });
        thread.cache()
                .ifPresent(cache -> json.object("cache", () -> {
                    json.number("bytes", cache.bytes()).number("blocks", cache.blocks());
                    json.array(
                            "sizes",
                            () -> cache.sizes()
                                    .forEach(each -> json.element(() ->
                                            json.number("size", each.size()).number("blocks", each.blocks()))));
                }));
        json.number("stack", thread.stack());
        json.array("pins", () -> thread.pins().forEach(pin -> json.element(() -> pin(pin))));
    }

    private void detail(Detail detail) {
        json.text("name", detail.name());
        json.array(
                "columns",
                () -> detail.columns()
                        .forEach(column -> json.element(() -> json.text("name", column.name())
                                .text("unit", column.unit().name().toLowerCase(Locale.ROOT)))));
        json.array(
                "rows",
                () -> detail.rows()
                        .forEach(row -> json.element(() -> {
                            json.text("label", row.label());
                            for (int i = 0; i < row.values().size(); i++) {
                                json.number(
                                        detail.columns().get(i).name(),
                                        row.values().get(i));
                            }
                        })));
    }

    private void region(RegionReport report, RegionResidence residence) {
        Region region = report.region();
        json.text("name", region.name())
                .text("kind", region.kind())
                .number("heaps", region.heaps())
                .number("threads", region.threads())
                .truth("consistent", report.isConsistent())
                .number("residue", report.residue());
        violations(report.violations());
        json.number("system", region.system());
        tally(report.tally());
        json.object("resident", () -> {
            for (Shares share : Shares.values()) {
                json.number(share.word(), share.resident(residence));
            }
        });
        json.number("releasable", residence.holes().releasable())
                .number("pinned", residence.holes().pinned())
                .number("trim", residence.holes().trim());
        json.array("pins", () -> residence.holes().pins().forEach(pin -> json.element(() -> pin(pin))));
    }

    private void tally(Tally tally) {
        for (Shares share : Shares.values()) {
            json.object(
                    share.word(), () -> json.number("bytes", share.bytes(tally)).number("blocks", share.blocks(tally)));
        }
    }

    private void violations(List<Violation> violations) {
        json.array(
                "violations",
                () -> violations.forEach(violation -> json.element(() -> json.text("what", violation.what())
                        .number("count", violation.count())
                        .text("firstAt", "0x" + Long.toHexString(violation.firstAt())))));
    }

    private void pin(Pin pin) {
        json.text("address", "0x" + Long.toHexString(pin.address()))
                .number("size", pin.size())
                .text("state", word(pin.state()))
                .number("below", pin.below());
        OptionalInt thread = pin.thread();
        thread.ifPresent(tid -> json.number("thread", tid));
    }

    private void sizes(String name, SizeHistogram histogram) {
        json.array(
                name,
                () -> histogram
                        .classes()
                        .forEach(each -> json.element(() -> json.number("from", each.from())
                                .number("to", each.to())
                                .number("blocks", each.blocks())
                                .number("bytes", each.bytes()))));
    }

    static String word(BlockState state) {
        return switch (state) {
            case LIVE -> "live";
            case THREAD_CACHED -> "thread-cached";
            case CACHED -> "cached";
            case LAZILY_FREED -> "lazily-freed";
            case GIVEN_BACK -> "given-back";
            case FREE -> "free";
            case TOP -> "top";
            case OVERHEAD -> "overhead";
            case FOREIGN -> "foreign";
        };
    }
}
