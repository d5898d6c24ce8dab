package lacuna.heap.ledger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.Allocator;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.cpython.PythonAllocator;
import lacuna.heap.glibc.GlibcAllocator;
import lacuna.heap.hotspot.HotSpotAllocator;
import lacuna.heap.image.CoreImage;
import lacuna.heap.image.ProcessFacts;
import lacuna.heap.jemalloc.JemallocAllocator;
import lacuna.heap.map.MemoryMap;
import lacuna.heap.mimalloc.MimallocAllocator;
import lacuna.heap.musl.MuslAllocator;
import lacuna.heap.zend.ZendAllocator;
import lacuna.linux.proc.ProcRoot;

/**
 * The heaps of a process or a core, walked, and every resident byte with its name.
 *
 * @param map the mappings that it was laid over
 * @param torn regions that could not be read as they were at one moment
 * @param others allocators that are loaded and could not be walked
 * @param gaps what could not be had, in words for the user
 */
public record HeapExamination(
        MemoryMap map,
        List<HeapAccount> heaps,
        ResidentLedger ledger,
        Pauses pauses,
        List<Torn> torn,
        List<String> others,
        List<String> gaps) {
    /** All allocators that can be walked: those first whose memory may lie within blocks of a later one. */
    static final List<Allocator> ALLOCATORS = List.of(
            new ZendAllocator(),
            new PythonAllocator(),
            new HotSpotAllocator(),
            new JemallocAllocator(),
            new MimallocAllocator(),
            new MuslAllocator(),
            new GlibcAllocator());

    public HeapExamination {
        heaps = List.copyOf(heaps);
        torn = List.copyOf(torn);
        others = List.copyOf(others);
        gaps = List.copyOf(gaps);
    }

    /** Examines the process {@code pid}; it is stopped only where it does not hold still, and never for longer than allowed. */
    public static HeapExamination ofProcess(ProcRoot root, int pid, HeapOptions options) {
        return ofProcess(root, pid, options, HeapWitness.NONE);
    }

    /** As {@link #ofProcess(ProcRoot, int, HeapOptions)}, before the eyes of {@code witness}. */
    public static HeapExamination ofProcess(ProcRoot root, int pid, HeapOptions options, HeapWitness witness) {
        return new LiveExamination(root, pid, options, witness).examine();
    }

    /** As {@link #ofCore(Path, HeapOptions.Picture)}, without a picture. */
    public static HeapExamination ofCore(Path file) {
        return ofCore(file, HeapOptions.Picture.NONE);
    }

    /** Examines an ELF core. It does not tell what was resident: all that was mapped counts. */
    public static HeapExamination ofCore(Path file, HeapOptions.Picture picture) {
        return ofCore(file, picture, HeapWitness.NONE);
    }

    /** As {@link #ofCore(Path, HeapOptions.Picture)}, before the eyes of {@code witness}. */
    public static HeapExamination ofCore(Path file, HeapOptions.Picture picture, HeapWitness witness) {
        MemoryMap map = MemoryMap.ofCore(file);
        try (CoreImage image = CoreImage.open(file)) {
            List<RecognisedHeap> heaps = ALLOCATORS.stream()
                    .flatMap(allocator -> allocator.recognise(image).stream())
                    .map(witness::watch)
                    .toList();
            Accounting.Ground ground = Accounting.Ground.of(map.entries(), ResidentLedger.Measure.MAPPED, picture);
            ResidentBytes mapped = MappedBytes.of(map);
            ThreadRoster threads = ThreadRoster.of(image.facts(), ground, mapped);
            List<HeapAccount> accounts = accountsOf(ground, threads, heaps, mapped);
            return of(map, accounts, ResidentLedger.Measure.MAPPED, Pauses.NONE, List.of(), image.gaps());
        }
    }

    /** Heaps that were walked at another time, laid anew over what was {@code resident} then. */
    public static HeapExamination ofRecord(
            Told told, List<? extends RecognisedHeap> heaps, ResidentBytes resident, HeapOptions.Picture picture) {
        Accounting.Ground ground = Accounting.Ground.of(told.map().entries(), told.measure(), picture);
        ThreadRoster threads = ThreadRoster.of(told.facts(), ground, resident);
        List<HeapAccount> accounts = accountsOf(ground, threads, heaps, resident);
        return new HeapExamination(
                told.map(),
                accounts,
                ResidentLedger.of(told.measure(), told.map().entries(), accounts),
                told.pauses(),
                told.torn(),
                told.others(),
                told.gaps());
    }

    /** What is known of an examination at another time beside its heaps. */
    public record Told(
            MemoryMap map,
            ProcessFacts facts,
            ResidentLedger.Measure measure,
            Pauses pauses,
            List<Torn> torn,
            List<String> others,
            List<String> gaps) {
        public Told {
            torn = List.copyOf(torn);
            others = List.copyOf(others);
            gaps = List.copyOf(gaps);
        }
    }

    private static List<HeapAccount> accountsOf(
            Accounting.Ground ground,
            ThreadRoster threads,
            List<? extends RecognisedHeap> heaps,
            ResidentBytes resident) {
        Accounting accounting = new Accounting(ground, threads, resident, new Claims());
        List<HeapAccount> accounts = new ArrayList<>();
        for (RecognisedHeap heap : heaps) {
            HeapAccount account = accounting.of(heap, heap::walk);
            accounting.claim(account);
            accounts.add(account);
        }
        return accounts;
    }

    /** Of what the ledger sums up, what is of no one moment: what came or went, and what lies in regions that are torn. */
    public long unsettled() {
        long torn = 0;
        for (HeapAccount heap : heaps) {
            for (int i = 0; i < heap.residences().size(); i++) {
                if (!heap.report().regions().get(i).isConsistent()) {
                    torn += heap.residences().get(i).totalResident();
                }
            }
        }
        return Math.min(ledger.total(), ledger.moved() + torn);
    }

    static HeapExamination of(
            MemoryMap map,
            List<HeapAccount> heaps,
            ResidentLedger.Measure measure,
            Pauses pauses,
            List<Torn> torn,
            List<String> gaps) {
        List<String> all = new ArrayList<>(gaps);
        if (heaps.isEmpty()) {
            all.add("no allocator was recognised: its memory counts by mapping only");
        }
        return new HeapExamination(
                map,
                heaps,
                ResidentLedger.of(measure, map.entries(), heaps),
                pauses,
                torn,
                OtherAllocators.in(map.entries(), heaps),
                all);
    }
}
