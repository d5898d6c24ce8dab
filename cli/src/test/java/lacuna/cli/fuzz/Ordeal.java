package lacuna.cli.fuzz;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lacuna.doctor.examine.Doctor;
import lacuna.doctor.examine.DoctorOptions;
import lacuna.doctor.examine.DoctorReport;
import lacuna.doctor.examine.Progress;
import lacuna.heap.block.RegionReport;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.map.MemoryMap;
import lacuna.heap.snapshot.Snapshot;
import lacuna.linux.CannotExamine;
import lacuna.linux.proc.ProcRoot;
import lacuna.report.doctor.DoctorHtml;
import lacuna.report.doctor.DoctorJson;
import lacuna.report.doctor.DoctorText;
import lacuna.report.heap.HeapDetailText;
import lacuna.report.heap.HeapJson;
import lacuna.report.heap.HeapSvg;
import lacuna.report.heap.HeapText;
import lacuna.report.map.MapJson;
import lacuna.report.map.MapSvg;
import lacuna.report.map.MapText;
import lacuna.report.text.Canvas;

/** Everything that a user can ask of a file, and whether the answers can be true. */
final class Ordeal {
    /** How a file came through it. */
    enum Outcome {
        REPORTED,
        REFUSED
    }

    /** Something that no file may bring about. */
    static final class Defect extends RuntimeException {
        private static final long serialVersionUID = 1;

        Defect(String what) {
            super(what);
        }
    }

    private static final Canvas CANVAS = Canvas.plain(100);
    private static final DoctorOptions OPTIONS = DoctorOptions.DEFAULT;

    private Ordeal() {}

    /** Throws what goes wrong: a {@link Defect}, or whatever a reader did not catch. */
    static Outcome of(Path file) {
        Optional<CannotExamine> ofMap = refusalOf(() -> map(file));
        Optional<CannotExamine> ofHeap = refusalOf(() -> heap(file));
        return ofMap.isPresent() || ofHeap.isPresent() ? Outcome.REFUSED : Outcome.REPORTED;
    }

    private static Optional<CannotExamine> refusalOf(Runnable examination) {
        try {
            examination.run();
            return Optional.empty();
        } catch (CannotExamine refused) {
            String said = String.valueOf(refused.getMessage());
            if (said.lines().count() != 1 || said.contains("null") || said.contains("Exception")) {
                throw new Defect("a refusal that says: " + said);
            }
            return Optional.of(refused);
        }
    }

    private static void map(Path file) {
        MemoryMap map = Snapshot.isOne(file) ? Snapshot.mapOf(file) : MemoryMap.ofCore(file);
        MapText text = new MapText(map, CANVAS);
        text.summary();
        text.detail();
        MapJson.write(map, OutputStream.nullOutputStream());
        MapSvg.of(map);
    }

    private static void heap(Path file) {
        HeapExamination examined = Snapshot.isOne(file)
                ? Snapshot.examinationOf(file, HeapOptions.Picture.PAGES)
                : HeapExamination.ofCore(file, HeapOptions.Picture.PAGES);
        judge(examined);
        new HeapText(examined, CANVAS).summary();
        HeapDetailText more = new HeapDetailText(examined, CANVAS);
        List.of(more.arenas(), more.threads(), more.details(), more.sizes(), more.holes());
        HeapJson.write(examined, OutputStream.nullOutputStream());
        HeapSvg.of(examined);
        DoctorReport report = new Doctor(ProcRoot.host(), OPTIONS, Progress.SILENT).file(examined);
        new DoctorText(report, CANVAS).lines();
        DoctorJson.write(report, OutputStream.nullOutputStream());
        DoctorHtml.of(report);
    }

    /** The leaves sum to the whole, none is below zero, and a region that adds up is the sum of its blocks. */
    private static void judge(HeapExamination examined) {
        examined.heaps().stream()
                .flatMap(heap -> heap.report().regions().stream())
                .filter(RegionReport::isConsistent)
                .filter(region -> region.tally().totalBytes() != region.region().system())
                .findAny()
                .ifPresent(region -> {
                    throw new Defect("consistent, and not the sum of its blocks: " + region.region());
                });
        ResidentLedger ledger = examined.ledger();
        long sum = 0;
        for (ResidentLedger.Leaf leaf : ledger.leaves()) {
            sum = Math.addExact(sum, leaf.bytes());
            if (leaf.bytes() < 0) {
                throw new Defect("a leaf below zero: " + leaf);
            }
        }
        if (sum != ledger.total()) {
            throw new Defect("leaves of " + sum + " bytes, and a total of " + ledger.total());
        }
    }
}
