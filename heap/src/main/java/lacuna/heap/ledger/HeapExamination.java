package lacuna.heap.ledger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.heap.block.Allocator;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.glibc.GlibcAllocator;
import lacuna.heap.image.CoreImage;
import lacuna.heap.image.LiveImage;
import lacuna.heap.image.MemoryImage;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MemoryMap;
import lacuna.linux.CannotExamine;
import lacuna.linux.call.Residency;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;

/**
 * The heaps of a process or a core, walked, and every resident byte with its name.
 *
 * @param map the mappings that it was laid over
 * @param others allocators that are loaded and could not be walked
 * @param gaps what could not be had, in words for the user
 */
public record HeapExamination(
        MemoryMap map,
        List<HeapAccount> heaps,
        ResidentLedger ledger,
        Pauses pauses,
        List<String> others,
        List<String> gaps) {
    /** All allocators that can be walked. */
    private static final List<Allocator> ALLOCATORS = List.of(new GlibcAllocator());

    public HeapExamination {
        heaps = List.copyOf(heaps);
        others = List.copyOf(others);
        gaps = List.copyOf(gaps);
    }

    /** Examines the process {@code pid}; it is stopped only where it does not hold still, and never for longer than allowed. */
    public static HeapExamination ofProcess(ProcRoot root, int pid, HeapOptions options) {
        MemoryMap map = MemoryMap.ofProcess(root, pid, options.map());
        List<Mapping> mappings = map.entries().stream().map(MapEntry::mapping).toList();
        try (ProcReader reader = new ProcReader(root);
                LiveImage image = LiveImage.of(root, reader, pid, mappings)) {
            Residency residency = image.residency()
                    .orElseThrow(() -> new CannotExamine(
                            "no permission to examine the process",
                            String.join("; ", image.gaps()),
                            "run as the process's user, or with sudo (CAP_SYS_PTRACE)"));
            ResidentPages pages = new ResidentPages(residency);
            HeapExamination examined = of(image, map, pages, ResidentLedger.Measure.RESIDENT);
            if (pages.refusals() > 0) {
                List<String> gaps = new ArrayList<>(examined.gaps);
                gaps.add("page tables were refused " + pages.refusals() + " times: what lies there counts as absent");
                return new HeapExamination(
                        map, examined.heaps, examined.ledger, examined.pauses, examined.others, gaps);
            }
            return examined;
        }
    }

    /** Examines an ELF core. It does not tell what was resident: all that was mapped counts. */
    public static HeapExamination ofCore(Path file) {
        MemoryMap map = MemoryMap.ofCore(file);
        try (CoreImage image = CoreImage.open(file)) {
            return of(image, map, (start, end) -> end - start, ResidentLedger.Measure.MAPPED);
        }
    }

    private static HeapExamination of(
            MemoryImage image, MemoryMap map, ResidentBytes resident, ResidentLedger.Measure measure) {
        List<Mapping> mappings = image.mappings();
        WalkedMappings walked = new WalkedMappings(mappings);
        List<HeapAccount> heaps = new ArrayList<>();
        for (Allocator allocator : ALLOCATORS) {
            Optional<RecognisedHeap> heap = allocator.recognise(image);
            heap.ifPresent(found -> heaps.add(account(found, mappings, resident, walked)));
        }
        List<RegionResidence> residences =
                heaps.stream().flatMap(heap -> heap.residences().stream()).toList();
        return new HeapExamination(
                map,
                heaps,
                ResidentLedger.of(measure, map.entries(), walked, residences),
                Pauses.NONE,
                OtherAllocators.in(mappings),
                image.gaps());
    }

    private static HeapAccount account(
            RecognisedHeap heap, List<Mapping> mappings, ResidentBytes resident, WalkedMappings walked) {
        List<RegionReport> reports = new ArrayList<>();
        List<RegionResidence> residences = new ArrayList<>();
        for (Region region : heap.regions()) {
            WalkedMappings itsMappings = new WalkedMappings(mappings);
            RegionAccount account = new RegionAccount(heap, region, resident, itsMappings);
            reports.add(heap.walk(region, account));
            residences.add(account.finish());
            walked.add(itsMappings);
        }
        return new HeapAccount(
                new AllocatorReport(heap.identity(), heap.settings(), reports, heap.notes()), residences);
    }
}
