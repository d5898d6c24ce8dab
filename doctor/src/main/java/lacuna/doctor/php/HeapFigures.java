package lacuna.doctor.php;

import java.util.OptionalLong;
import lacuna.heap.zend.HeapGlance;
import lacuna.heap.zend.HeapPages;

/**
 * What PHP's own heap of a worker says, in bytes: in use, from the kernel, the most since the last request began, the
 * chunks kept for the next request and what stays of them after a small one, and the limit that holds. {@code resident} is
 * what of all that is in memory, {@code cachedResident} what of the kept chunks; absent where the kernel does not tell.
 */
public record HeapFigures(
        long used,
        long mapped,
        long peak,
        long holes,
        long cachedChunks,
        long cachedAfterRequest,
        OptionalLong limit,
        OptionalLong resident,
        OptionalLong cachedResident) {

    static HeapFigures of(HeapGlance heap) {
        long inUse = heap.real() - heap.cached();
        OptionalLong resident = OptionalLong.empty();
        OptionalLong cached = OptionalLong.empty();
        long holes = heap.holes();
        if (heap.pages().isPresent()) {
            HeapPages pages = heap.pages().get();
            resident = OptionalLong.of(pages.resident());
            cached = OptionalLong.of(pages.cached());
            // A hole that was never touched takes no memory.
            holes = Math.max(0, Math.min(inUse, pages.resident() - pages.cached()) - heap.live());
        }
        return new HeapFigures(
                heap.live(),
                heap.real(),
                heap.realPeak(),
                holes,
                heap.cached(),
                heap.cachedAfterRequest(),
                heap.limit(),
                resident,
                cached);
    }

    /** The kept chunks as far as they are in memory; all of them where that is not known. */
    public long cached() {
        return cachedResident.orElse(cachedChunks);
    }

    /** The worker's own memory outside of this heap. */
    public OptionalLong outside(WorkerMemory memory) {
        return resident.isPresent() && memory.uss().isPresent()
                ? OptionalLong.of(Math.max(0, memory.uss().getAsLong() - resident.getAsLong()))
                : OptionalLong.empty();
    }
}
