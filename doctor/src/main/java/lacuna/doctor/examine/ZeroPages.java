package lacuna.doctor.examine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import lacuna.doctor.evidence.HugePageBloat;
import lacuna.heap.map.MapEntry;
import lacuna.linux.call.Access;
import lacuna.linux.call.Pace;
import lacuna.linux.call.PageFlag;
import lacuna.linux.call.PageSize;
import lacuna.linux.call.ProcessMemory;
import lacuna.linux.call.Residency;
import lacuna.linux.call.ResidencySink;

/**
 * Estimates how much of a process's huge pages was never written: looks at some of them, spread evenly, and counts pages
 * that hold nothing but zeros. What they hold otherwise is neither kept nor told.
 */
final class ZeroPages implements ResidencySink {
    private static final long HUGE = 2L << 20;
    private static final int MOST = 64;

    /** Below this nothing can come of it. */
    private static final long WORTH_IT = 8L << 20;

    private final List<Long> pages = new ArrayList<>();

    private ZeroPages() {}

    static HugePageBloat in(int pid, List<MapEntry> entries) {
        ZeroPages found = new ZeroPages();
        if (!(Residency.open(pid, Pace.GENTLE) instanceof Access.Granted<Residency>(Residency residency))) {
            return HugePageBloat.NONE;
        }
        try (residency) {
            for (MapEntry entry : entries) {
                if (entry.figure(lacuna.linux.proc.MemoryField.ANON_HUGE_PAGES).orElse(0) > 0) {
                    residency.pour(entry.mapping().start(), entry.mapping().end(), found);
                }
            }
        }
        long all = found.pages.size() * HUGE;
        if (all < WORTH_IT
                || !(ProcessMemory.open(pid) instanceof Access.Granted<ProcessMemory>(ProcessMemory memory))) {
            return new HugePageBloat(all, 0, 0);
        }
        try (memory) {
            return found.sampled(memory, all);
        }
    }

    @Override
    public void run(long address, long count, int flags) {
        int wanted = PageFlag.PRESENT | PageFlag.HUGE;
        if ((flags & wanted) != wanted || (flags & PageFlag.FILE) != 0) {
            return;
        }
        long end = address + (count << PageSize.SHIFT);
        for (long at = (address + HUGE - 1) & -HUGE; at + HUGE <= end; at += HUGE) {
            pages.add(at);
        }
    }

    private HugePageBloat sampled(ProcessMemory memory, long all) {
        int samples = Math.min(MOST, pages.size());
        long looked = 0;
        long zero = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment page = arena.allocate(HUGE, PageSize.BYTES);
            for (int i = 0; i < samples; i++) {
                long address = pages.get((int) ((long) i * pages.size() / samples));
                if (memory.read(address, page, HUGE) == HUGE) {
                    looked += HUGE;
                    zero += zeroBytes(page);
                }
            }
        }
        return looked == 0
                ? new HugePageBloat(all, 0, 0)
                : new HugePageBloat(all, (long) (zero / (double) looked * all), looked);
    }

    private static long zeroBytes(MemorySegment bytes) {
        long zero = 0;
        for (long page = 0; page < bytes.byteSize(); page += PageSize.BYTES) {
            long any = 0;
            for (long at = page; at < page + PageSize.BYTES && any == 0; at += Long.BYTES) {
                any = bytes.get(ValueLayout.JAVA_LONG, at);
            }
            zero += any == 0 ? PageSize.BYTES : 0;
        }
        return zero;
    }
}
