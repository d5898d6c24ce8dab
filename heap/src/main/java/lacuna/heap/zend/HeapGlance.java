package lacuna.heap.zend;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.heap.image.LiveImage;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.call.Residency;

/**
 * What PHP's heaps say of themselves, without a walk: some pages are read, however large they are. Several heaps, of
 * threads, are added up.
 *
 * @param heaps how many
 * @param live memory_get_usage()
 * @param real memory_get_usage(true), with the cached chunks also where PHP leaves them out
 * @param cached bytes of chunks that are kept for the next request
 * @param holes what is neither live nor cached nor a chunk's own header
 * @param limit memory_limit; empty when there is none
 * @param cachedAfterRequest bytes of chunks that will be cached when the next small request has ended
 * @param pages what of it is in memory; empty where that is not known, as in a core
 */
public record HeapGlance(
        int heaps,
        long live,
        long peak,
        long real,
        long realPeak,
        long cached,
        long holes,
        OptionalLong limit,
        long cachedAfterRequest,
        Optional<HeapPages> pages) {
    private static final long UNLIMITED = Long.MAX_VALUE / 2;

    /** Of {@code image}, at most {@code most} heaps; none of them is {@link #isSound sound} when there is none. */
    public static HeapGlance at(MemoryImage image, int most) {
        DataMemory data = new DataMemory(image.mappings());
        HeapFinder finder = new HeapFinder(data, image::read);
        Optional<Residency> residency = image instanceof LiveImage live ? live.residency() : Optional.empty();
        List<HeapPlace> places = finder.heaps(most);
        ChunkHeader header = new ChunkHeader(image::read);
        HeapGlance sum =
                new HeapGlance(0, 0, 0, 0, 0, 0, 0, OptionalLong.empty(), 0, residency.map(_ -> new HeapPages(0, 0)));
        for (HeapPlace place : places) {
            if (header.read(place.mainChunk()) && header.isMain()) {
                HeapFields fields = HeapFields.in(header, place.layout());
                sum = sum.plus(
                        of(fields, residency.flatMap(each -> HeapPages.of(place, fields, image::read, data, each))));
            }
        }
        return sum;
    }

    /** Whether there is a heap, and its figures fit into each other: those of a busy process are of about one moment. */
    public boolean isSound() {
        return heaps > 0 && live >= 0 && live <= real && holes >= 0 && cached <= real && real <= realPeak;
    }

    private static HeapGlance of(HeapFields fields, Optional<HeapPages> pages) {
        long used = (long) fields.chunks() * ZendLayout.CHUNK;
        long cached = (long) fields.cachedCount() * ZendLayout.CHUNK;
        // Huge blocks fill whole units of the kernel's pages, so real size tells by itself whether it counts the cache.
        boolean isCounted = fields.realSize() >= used + cached;
        long real = isCounted ? fields.realSize() : fields.realSize() + cached;
        long headers = (long) fields.chunks() * ZendLayout.PAGE;
        int after = CacheDecay.next(fields.chunks(), fields.cachedCount(), fields.averageChunks(), fields.peakChunks());
        return new HeapGlance(
                1,
                fields.size(),
                fields.peak(),
                real,
                Math.max(fields.realPeak(), real),
                cached,
                real - cached - headers - fields.size(),
                fields.limit() > 0 && fields.limit() < UNLIMITED
                        ? OptionalLong.of(fields.limit())
                        : OptionalLong.empty(),
                after * ZendLayout.CHUNK,
                pages);
    }

    private HeapGlance plus(HeapGlance other) {
        return new HeapGlance(
                heaps + other.heaps,
                live + other.live,
                peak + other.peak,
                real + other.real,
                realPeak + other.realPeak,
                cached + other.cached,
                holes + other.holes,
                other.limit,
                cachedAfterRequest + other.cachedAfterRequest,
                pages.flatMap(own -> other.pages.map(own::plus)));
    }
}
