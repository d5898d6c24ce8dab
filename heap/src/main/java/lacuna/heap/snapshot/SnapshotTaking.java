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
import lacuna.heap.ledger.HeapWitness;
import lacuna.heap.map.MapHeader;
import lacuna.linux.CannotExamine;
import lacuna.linux.call.PidFd;
import lacuna.linux.call.Residency;
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
        try (ProcReader reader = new ProcReader(root);
                Scratch scratch = Scratch.beside(wanted.file())) {
            return write(
                    scratch, witness -> HeapExamination.ofProcess(root, pid, options, witness), (examined, pages) -> {
                        // The list of now: heaps may have grown since that of the map was made.
                        List<Mapping> now = reader.maps(pid).toOptional().orElse(List.of());
                        List<String> gaps = new ArrayList<>(examined.gaps());
                        try (LiveImage image = LiveImage.of(root, reader, pid, now)) {
                            ResidencyWriter writer = new ResidencyWriter(pages);
                            Residency residency = image.residency().orElseThrow(() -> ended(pid));
                            SectionWriter.Section section = writer.write(residency, now);
                            if (now.isEmpty() || process.map(PidFd::hasExited).orElse(false)) {
                                throw ended(pid);
                            }
                            if (writer.refusals() > 0) {
                                gaps.add("the page tables of " + writer.refusals() + " mappings could not be read");
                            }
                            return new Seen(image.facts(), kernelOf(root), Optional.of(section), gaps);
                        }
                    });
        } finally {
            process.ifPresent(PidFd::close);
        }
    }

    /** Of an ELF core. */
    public SnapshotReceipt ofCore(Path core) {
        SnapshotOutput.checkFree(wanted);
        try (Scratch scratch = Scratch.beside(wanted.file())) {
            return write(scratch, witness -> HeapExamination.ofCore(core, witness), (examined, _) -> {
                try (CoreImage image = CoreImage.open(core)) {
                    return new Seen(image.facts(), "", Optional.empty(), examined.gaps());
                }
            });
        }
    }

    /** What was seen of the target beside its heaps. */
    private record Seen(
            ProcessFacts facts, String kernel, Optional<SectionWriter.Section> residency, List<String> gaps) {}

    @FunctionalInterface
    private interface Look {
        Seen at(HeapExamination examined, SectionWriter pages);
    }

    private SnapshotReceipt write(Scratch scratch, Function<HeapWitness, HeapExamination> examination, Look look) {
        Recordings recordings = new Recordings(scratch);
        HeapExamination examined = examination.apply(recordings);
        List<SectionWriter.Section> sections = new ArrayList<>();
        Seen seen = section(scratch, pages -> look.at(examined, pages));
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
        List<String> gaps = new ArrayList<>(seen.gaps());
        if (impossible > 0) {
            gaps.add(impossible + " blocks at impossible addresses were left out");
        }
        MapHeader header = examined.map().header();
        SnapshotFacts facts = new SnapshotFacts(
                lacuna,
                seen.kernel(),
                seen.facts().executable(),
                seen.facts().threads(),
                header,
                examined.ledger().measure(),
                examined.pauses(),
                examined.others(),
                gaps);
        sections.add(section(scratch, facts::write));
        sections.add(section(scratch, section -> StoredMap.write(examined.map().entries(), section)));
        seen.residency().ifPresent(sections::add);
        sections.addAll(heaps);
        try (SnapshotOutput output = SnapshotOutput.begin(wanted)) {
            sections.forEach(section -> output.add(scratch, section));
            return new SnapshotReceipt(wanted.file(), Format.VERSION, output.finish(), blocks, examined, gaps);
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

    private static String kernelOf(ProcRoot root) {
        try (HostReader host = new HostReader(root)) {
            return host.kernelRelease().toOptional().orElse("");
        }
    }

    private static CannotExamine ended(int pid) {
        return new CannotExamine("no such process", pid + " ended while it was read", "name a process that runs");
    }
}
