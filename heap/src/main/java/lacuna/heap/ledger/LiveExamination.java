package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.Allocator;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.image.LiveImage;
import lacuna.heap.map.MemoryMap;
import lacuna.linux.CannotExamine;
import lacuna.linux.call.Residency;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;

/**
 * The examination of a running process. First without a stop: if all rules hold, it is exact and the process never
 * noticed. Where they do not, what is torn is read again from a copy of one moment.
 */
final class LiveExamination {
    /** A heap can get a new piece between the look for its ranges and the stop. */
    private static final int ATTEMPTS = 3;
    /** Reading again takes no longer than the reading before did, or than this where that was quick. */
    private static final long LEAST_FOR_MORE_NANOS = 1_000_000_000;

    private final ProcRoot root;
    private final int pid;
    private final HeapOptions options;
    private final HeapWitness witness;
    private final StillReading still;
    private final Claims claims = new Claims();

    LiveExamination(ProcRoot root, int pid, HeapOptions options, HeapWitness witness) {
        this.root = root;
        this.pid = pid;
        this.options = options;
        this.witness = witness;
        this.still = new StillReading(pid, options.maxPause(), options.notice());
    }

    HeapExamination examine() {
        MemoryMap map = MemoryMap.ofProcess(root, pid, options.map());
        Accounting.Ground ground =
                Accounting.Ground.of(map.entries(), ResidentLedger.Measure.RESIDENT, options.picture());
        List<HeapAccount> heaps = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        try (ProcReader reader = new ProcReader(root);
                LiveImage image = LiveImage.of(root, reader, pid, ground.mappings())) {
            ResidentPages pages = pagesOf(image);
            Accounting accounting =
                    new Accounting(ground, ThreadRoster.of(image.facts(), ground, pages), pages, claims);
            for (Allocator allocator : HeapExamination.ALLOCATORS) {
                List<RecognisedHeap> recognised = allocator.recognise(image);
                for (int i = 0; i < recognised.size(); i++) {
                    RecognisedHeap heap = witness.watch(recognised.get(i));
                    long began = System.nanoTime();
                    HeapAccount first = accounting.of(heap, heap::walk);
                    long took = System.nanoTime() - began;
                    long until = System.nanoTime() + Math.max(took, LEAST_FOR_MORE_NANOS);
                    HeapAccount account = settled(reader, allocator, i, first, ground, until);
                    accounting.claim(account);
                    heaps.add(account);
                }
            }
            gaps.addAll(image.gaps());
            if (pages.refusals() > 0) {
                gaps.add("page tables were refused " + pages.refusals() + " times: what lies there counts as absent");
            }
        }
        boolean isSound = heaps.stream().allMatch(heap -> heap.report().isConsistent());
        if (!isSound) {
            still.gaps().stream().distinct().forEach(gaps::add);
        }
        return HeapExamination.of(map, heaps, ResidentLedger.Measure.RESIDENT, still.pauses(), torn(heaps), gaps);
    }

    private List<Torn> torn(List<HeapAccount> heaps) {
        return heaps.stream()
                .flatMap(heap -> heap.report().regions().stream())
                .filter(region -> !region.isConsistent())
                .map(region -> new Torn(
                        region.region().name(),
                        region.region().system(),
                        still.needed(region.region()).filter(needed -> needed.compareTo(options.maxPause()) > 0)))
                .toList();
    }

    /** {@code first}, read again for as long as it is torn and reading again helps. */
    private HeapAccount settled(
            ProcReader reader,
            Allocator allocator,
            int index,
            HeapAccount first,
            Accounting.Ground ground,
            long until) {
        HeapAccount account = first;
        for (int i = 0; i < ATTEMPTS && !account.report().isConsistent() && isBefore(until); i++) {
            HeapAccount before = account;
            account = again(reader, allocator, index, before, ground, until);
            if (account.report().equals(before.report())) {
                // What a process that stood still shows again is damage, and no reason to stop it once more.
                break;
            }
        }
        return account;
    }

    /** Reads what is torn again: all arenas in one stop if that is short enough, otherwise each in one of its own. */
    private HeapAccount again(
            ProcReader reader,
            Allocator allocator,
            int index,
            HeapAccount before,
            Accounting.Ground ground,
            long until) {
        List<Mapping> now = reader.maps(pid).toOptional().orElse(List.of());
        try (LiveImage image = LiveImage.of(root, reader, pid, now)) {
            if (image.residency().isEmpty()) {
                return before;
            }
            List<RecognisedHeap> found = allocator.recognise(image);
            if (index >= found.size()
                    || !found.get(index)
                            .identity()
                            .object()
                            .equals(before.report().identity().object())) {
                return before;
            }
            RecognisedHeap heap = witness.watch(found.get(index));
            // The ledger is laid over the mappings that the kernel's figures are of.
            ResidentPages pages = pagesOf(image);
            Accounting accounting =
                    new Accounting(ground, ThreadRoster.of(image.facts(), ground, pages), pages, claims);
            HeapAccount[] account = {before};
            boolean isWhole = still.read(
                    image,
                    heap,
                    heap.regions(),
                    copy -> account[0] = accounting.of(heap, (region, sink) -> heap.walkAgain(region, copy, sink)));
            if (isWhole || options.maxPause().isZero()) {
                return account[0];
            }
            return oneByOne(image, heap, accounting, before, until);
        }
    }

    private HeapAccount oneByOne(
            LiveImage image, RecognisedHeap heap, Accounting accounting, HeapAccount before, long until) {
        HeapAccount[] account = {before};
        for (RegionReport torn : before.report().regions()) {
            Region region = torn.region();
            boolean isSame = region.index() < heap.regions().size()
                    && heap.regions().get(region.index()).address() == region.address();
            if (!torn.isConsistent() && isSame && isBefore(until)) {
                still.read(
                        image,
                        heap,
                        List.of(region),
                        copy -> account[0] = accounting.with(
                                account[0], heap, region, (each, sink) -> heap.walkAgain(each, copy, sink)));
            }
        }
        return account[0];
    }

    private static boolean isBefore(long until) {
        return System.nanoTime() - until < 0;
    }

    private ResidentPages pagesOf(LiveImage image) {
        Residency residency = image.residency()
                .orElseThrow(() -> new CannotExamine(
                        "no permission to examine the process",
                        String.join("; ", image.gaps()),
                        "run as the process's user, or with sudo (CAP_SYS_PTRACE)"));
        return new ResidentPages(residency, () -> image.another().residency());
    }
}
