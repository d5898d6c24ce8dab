package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MappingKind;
import lacuna.linux.call.PageSize;

/**
 * What is on every page of a process: of each region of a heap a strip, of all other mappings the pages by kind. All pages
 * together are what is resident.
 *
 * @param changed pages that the walk found resident and the kernel, a moment before or after, did not
 */
public record PagePicture(int pagesPerCell, List<Section> sections, List<Other> others, long changed) {
    /** Cells that a picture has at most, but for stretches that are not in memory. */
    private static final long MOST_CELLS = 40_000;

    /** A region of a heap; {@code free} is what of it is resident and freed, to the byte. */
    public record Section(String name, long free, PageStrip strip) {}

    /** The resident pages of all mappings of one kind that belong to no heap. */
    public record Other(MappingKind kind, long pages) {}

    public PagePicture {
        sections = List.copyOf(sections);
        others = List.copyOf(others);
    }

    /** The picture of {@code examined}; none where its strips were not asked for. */
    public static Optional<PagePicture> of(HeapExamination examined) {
        List<Section> sections = new ArrayList<>();
        List<MapEntry> entries = examined.map().entries();
        long[] rest = new long[entries.size()];
        for (int i = 0; i < rest.length; i++) {
            long before = examined.ledger().measure().bytesOf(entries.get(i));
            rest[i] = ResidentLedger.seen(examined.heaps(), i).orElse(before) >>> PageSize.SHIFT;
        }
        for (HeapAccount heap : examined.heaps()) {
            for (int i = 0; i < heap.strips().size(); i++) {
                PageStrip strip = heap.strips().get(i);
                sections.add(new Section(
                        heap.report().regions().get(i).region().name(),
                        heap.residences().get(i).freedResident(),
                        strip));
                for (int j = 0; j < rest.length; j++) {
                    rest[j] -= strip.footprint().named(j) >>> PageSize.SHIFT;
                }
            }
        }
        if (sections.isEmpty()) {
            return Optional.empty();
        }
        Map<MappingKind, Long> kinds = new EnumMap<>(MappingKind.class);
        long changed = 0;
        for (int i = 0; i < rest.length; i++) {
            if (rest[i] > 0) {
                kinds.merge(entries.get(i).name().kind(), rest[i], Long::sum);
            }
            changed -= Math.min(0, rest[i]);
        }
        List<Other> others = new ArrayList<>();
        kinds.forEach((kind, pages) -> others.add(new Other(kind, pages)));
        return Optional.of(new PagePicture(pagesPerCell(examined.ledger().total()), sections, others, changed));
    }

    /** How many pages are one cell of a picture of {@code bytes}: a power of two. */
    static int pagesPerCell(long bytes) {
        int pages = 1;
        while (pages < 1 << 20 && (bytes >>> PageSize.SHIFT) / pages > MOST_CELLS) {
            pages *= 2;
        }
        return pages;
    }
}
