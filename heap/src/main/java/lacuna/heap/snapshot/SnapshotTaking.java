package lacuna.heap.snapshot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lacuna.heap.image.CoreImage;
import lacuna.heap.image.LiveImage;
import lacuna.heap.image.ProcessFacts;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.linux.CannotExamine;
import lacuna.linux.call.PidFd;
import lacuna.linux.host.HostReader;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;

/**
 * Takes a snapshot: examines the target, with every walk written along, then asks which pages are where, and puts the file
 * together of the walks that the examination believes.
 */
public final class SnapshotTaking {
    private final SnapshotDestination wanted;
    private final String lacuna;

    /** {@code lacuna} is the version that writes. */
    public SnapshotTaking(SnapshotDestination wanted, String lacuna) {
        this.wanted = wanted;
        this.lacuna = lacuna;
    }

    /** Of the process {@code pid}, under the same rules as its examination. */
    public SnapshotReceipt ofProcess(ProcRoot root, int pid, HeapOptions options) {
        SnapshotOutput.checkFree(wanted);
        Optional<PidFd> process = PidFd.open(pid).toOptional();
        try (Scratch scratch = Scratch.beside(wanted.file())) {
            Recordings recordings = new Recordings(scratch);
            HeapExamination examined = HeapExamination.ofProcess(root, pid, options, recordings);
            Seen seen = seen(root, pid, scratch);
            if (process.map(PidFd::hasExited).orElse(false)) {
                throw ended(pid);
            }
            return write(scratch, recordings, examined, seen);
        } finally {
            process.ifPresent(PidFd::close);
        }
    }

    /** Of an ELF core. */
    public SnapshotReceipt ofCore(Path core) {
        SnapshotOutput.checkFree(wanted);
        try (Scratch scratch = Scratch.beside(wanted.file());
                CoreImage image = CoreImage.open(core)) {
            Recordings recordings = new Recordings(scratch);
            HeapExamination examined = HeapExamination.ofCore(core, HeapOptions.Picture.NONE, recordings);
            return write(scratch, recordings, examined, new Seen(image.facts(), "", Optional.empty(), List.of()));
        }
    }

    /** What was seen of the target beside its heaps; {@code gaps} is what of that could not be had. */
    record Seen(ProcessFacts facts, String kernel, Optional<SectionWriter.Section> residency, List<String> gaps) {}

    private static Seen seen(ProcRoot root, int pid, Scratch scratch) {
        try (ProcReader reader = new ProcReader(root);
                HostReader host = new HostReader(root)) {
            // The list of now: heaps may have grown since that of the map was made.
            List<Mapping> now = reader.maps(pid).toOptional().orElse(List.of());
            try (LiveImage image = LiveImage.of(root, reader, pid, now);
                    SectionWriter section = new SectionWriter(scratch)) {
                if (now.isEmpty() || image.residency().isEmpty()) {
                    throw ended(pid);
                }
                ResidencyWriter pages = new ResidencyWriter(section);
                SectionWriter.Section written = pages.write(image.residency().get(), now);
                List<String> gaps = pages.refusals() == 0
                        ? List.of()
                        : List.of("the page tables of " + pages.refusals() + " mappings could not be read");
                String kernel = host.kernelRelease().toOptional().orElse("");
                return new Seen(image.facts(), kernel, Optional.of(written), gaps);
            }
        }
    }

    /** Puts the file together of {@code examined}, whose heaps {@code recordings} watched. */
    SnapshotReceipt write(Scratch scratch, Recordings recordings, HeapExamination examined, Seen seen) {
        long blocks = 0;
        long impossible = 0;
        long records = 0;
        long pieces = 0;
        List<SectionWriter.Section> heaps = new ArrayList<>();
        for (HeapAccount account : examined.heaps()) {
            List<Recordings.Walk> walks = recordings.of(account);
            heaps.add(section(scratch, section -> new HeapWriter(section).write(account, walks)));
            for (Recordings.Walk walk : walks) {
                heaps.add(walk.blocks().section());
                blocks += walk.blocks().blocks();
                impossible += walk.blocks().impossible();
                records += walk.blocks().records();
                pieces += walk.blocks().pieces();
            }
        }
        checkSize(examined, records, pieces);
        List<String> gaps = new ArrayList<>(examined.gaps());
        gaps.addAll(seen.gaps());
        if (impossible > 0) {
            gaps.add(impossible + " blocks at impossible addresses were left out");
        }
        SnapshotFacts facts = new SnapshotFacts(
                lacuna,
                seen.kernel(),
                seen.facts().executable(),
                seen.facts().threads(),
                examined.map().header(),
                examined.ledger().measure(),
                examined.pauses(),
                examined.torn(),
                examined.others(),
                gaps);
        List<SectionWriter.Section> sections = new ArrayList<>();
        sections.add(section(scratch, facts::write));
        sections.add(section(scratch, section -> StoredMap.write(examined.map().entries(), section)));
        seen.residency().ifPresent(sections::add);
        sections.addAll(heaps);
        try (SnapshotOutput output = SnapshotOutput.begin(wanted)) {
            sections.forEach(section -> output.add(scratch, section));
            long size = output.end();
            checkReadable(output.fresh());
            output.name();
            return new SnapshotReceipt(wanted.file(), Format.VERSION, size, blocks, examined, gaps);
        }
    }

    /** Nothing gets its name that its reader would refuse. */
    private static void checkReadable(Path fresh) {
        try (Snapshot readable = Snapshot.open(fresh)) {
            readable.facts();
        } catch (CannotExamine refused) {
            CannotExamine tooLarge = Format.tooLarge("its names or tables are more than a reader takes");
            tooLarge.initCause(refused);
            throw tooLarge;
        }
    }

    private static void checkSize(HeapExamination examined, long records, long pieces) {
        long regions = examined.heaps().stream()
                .mapToLong(heap -> heap.report().regions().size())
                .sum();
        if (examined.heaps().size() > Format.MOST_HEAPS
                || regions > Format.MOST_REGIONS
                || regions * examined.map().entries().size() > Format.MOST_REGIONS_BY_MAPPINGS
                || records > Format.MOST_RECORDS
                || pieces > Format.MOST_PIECES) {
            throw Format.tooLarge(examined.heaps().size() + " heaps of " + regions + " regions in " + pieces
                    + " pieces, " + examined.map().entries().size() + " mappings");
        }
    }

    private static <T> T section(Scratch scratch, Function<SectionWriter, T> writing) {
        try (SectionWriter section = new SectionWriter(scratch)) {
            return writing.apply(section);
        }
    }

    private static CannotExamine ended(int pid) {
        return new CannotExamine("no such process", pid + " ended while it was read", "name a process that runs");
    }
}
