package lacuna.heap.ledger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.Allocator;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.glibc.GlibcAllocator;
import lacuna.heap.image.CoreImage;
import lacuna.heap.map.MemoryMap;
import lacuna.heap.zend.ZendAllocator;
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
    /** All allocators that can be walked: those first whose memory may lie within blocks of a later one. */
    static final List<Allocator> ALLOCATORS = List.of(new ZendAllocator(), new GlibcAllocator());

    public HeapExamination {
        heaps = List.copyOf(heaps);
        others = List.copyOf(others);
        gaps = List.copyOf(gaps);
    }

    /** Examines the process {@code pid}; it is stopped only where it does not hold still, and never for longer than allowed. */
    public static HeapExamination ofProcess(ProcRoot root, int pid, HeapOptions options) {
        return new LiveExamination(root, pid, options).examine();
    }

    /** Examines an ELF core. It does not tell what was resident: all that was mapped counts. */
    public static HeapExamination ofCore(Path file) {
        MemoryMap map = MemoryMap.ofCore(file);
        try (CoreImage image = CoreImage.open(file)) {
            Accounting accounting = new Accounting(image.mappings(), (start, end) -> end - start, new Claims());
            List<HeapAccount> heaps = new ArrayList<>();
            for (Allocator allocator : ALLOCATORS) {
                for (RecognisedHeap heap : allocator.recognise(image)) {
                    HeapAccount account = accounting.of(heap, heap::walk);
                    accounting.claim(account);
                    heaps.add(account);
                }
            }
            return of(map, heaps, ResidentLedger.Measure.MAPPED, Pauses.NONE, image.gaps());
        }
    }

    static HeapExamination of(
            MemoryMap map, List<HeapAccount> heaps, ResidentLedger.Measure measure, Pauses pauses, List<String> gaps) {
        List<String> all = new ArrayList<>(gaps);
        if (heaps.isEmpty()) {
            all.add("no allocator was recognised: its memory counts by mapping only");
        }
        return new HeapExamination(
                map,
                heaps,
                ResidentLedger.of(measure, map.entries(), heaps),
                pauses,
                OtherAllocators.in(map.entries()),
                all);
    }
}
