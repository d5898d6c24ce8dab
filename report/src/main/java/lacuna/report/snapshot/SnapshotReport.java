package lacuna.report.snapshot;

import java.io.OutputStream;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.map.MapHeader;
import lacuna.heap.snapshot.SnapshotReceipt;
import lacuna.linux.text.ByteSize;
import lacuna.report.json.JsonDocument;
import lacuna.report.text.Counted;
import lacuna.report.text.Durations;
import lacuna.report.text.Printable;

/** What was written: a line for people, or schema lacuna.snapshot/1. */
public final class SnapshotReport {
    private static final int VERSION = 1;

    private SnapshotReport() {}

    public static String line(SnapshotReceipt receipt) {
        HeapExamination examined = receipt.examined();
        String sure = receipt.isConsistent() ? "every identity holds" : "NOT consistent";
        String stopped = examined.pauses().count() == 0
                ? "not stopped"
                : "stopped for at most " + Durations.ofMicros(examined.pauses().longestMicros());
        return Printable.of(receipt.file() + ": " + ByteSize.of(receipt.bytes()) + ", "
                + Counted.of(receipt.blocks(), "block") + " in "
                + Counted.of(receipt.regions(), "region") + " of "
                + Counted.of(examined.heaps().size(), "heap") + ", " + sure + ", target "
                + stopped);
    }

    public static void json(SnapshotReceipt receipt, OutputStream out) {
        HeapExamination examined = receipt.examined();
        MapHeader header = examined.map().header();
        try (JsonDocument json = JsonDocument.begin(out, "snapshot", VERSION)) {
            json.object("target", () -> {
                header.pid().ifPresent(pid -> json.number("pid", pid));
                json.text("name", header.process()).text("description", header.target());
            });
            header.moment().ifPresent(at -> json.time("at", at));
            json.text("file", receipt.file().toString())
                    .number("format", receipt.format())
                    .number("bytes", receipt.bytes())
                    .number("mappings", examined.map().total().count())
                    .number("heaps", examined.heaps().size())
                    .number("regions", receipt.regions())
                    .number("blocks", receipt.blocks())
                    .truth("consistent", receipt.isConsistent());
            json.object(
                    "pause",
                    () -> json.number("count", examined.pauses().count())
                            .number("longestMicros", examined.pauses().longestMicros())
                            .number("totalMicros", examined.pauses().totalMicros()));
            json.array("missing", () -> receipt.gaps().forEach(json::element));
        }
    }
}
