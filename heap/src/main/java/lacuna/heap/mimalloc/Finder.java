package lacuna.heap.mimalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;
import lacuna.heap.cpython.PythonVersion;
import lacuna.heap.image.MappedObject;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/**
 * Decides by its pages which layout a mimalloc has: records that lead from one to the next through a whole segment, and say
 * as many blocks as fit in, are of one layout only.
 */
final class Finder {
    private static final Pattern LIBRARY = Pattern.compile(".*/libmimalloc[^/]*\\.so[^/]*");
    /** Segments and heaps that are enough to tell by. */
    private static final int ENOUGH = 64;
    /** In a process that runs some records may just be changing. */
    private static final int SOUND_FOR_ONE_BROKEN = 8;

    private final MemoryImage image;

    /** What the segments look like in one layout. */
    private record Look(Layout layout, int pages, int broken, LongList heaps) {
        boolean isRight() {
            return pages > 0 && pages >= SOUND_FOR_ONE_BROKEN * broken;
        }
    }

    Finder(MemoryImage image) {
        this.image = image;
    }

    List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (List<Segment> group : SegmentScan.groups(image.mappings(), image::read)) {
            Look best = null;
            for (Layout layout : Layout.of(group.getFirst().header())) {
                Look look = look(layout, group);
                if (look.isRight() && (best == null || look.pages() - look.broken() > best.pages() - best.broken())) {
                    best = look;
                }
            }
            if (best != null) {
                places.add(place(group, best));
            }
        }
        return places;
    }

    private Look look(Layout layout, List<Segment> group) {
        SegmentPages pages = new SegmentPages(layout, image::read);
        Violations violations = new Violations();
        LongList heaps = new LongList();
        int[] count = {0};
        group.stream()
                .filter(segment -> segment.used() > 0)
                .limit(ENOUGH)
                .forEach(segment -> pages.each(segment, violations, page -> {
                    if (!page.isFree()) {
                        count[0]++;
                        if (page.heap() != 0) {
                            heaps.add(page.heap());
                        }
                    }
                }));
        heaps.distinct();
        int broken = violations.list().stream()
                .mapToInt(each -> (int) Math.min(each.count(), ENOUGH))
                .sum();
        return new Look(layout, count[0], broken, heaps);
    }

    private Place place(List<Segment> group, Look look) {
        List<String> evidence = new ArrayList<>();
        evidence.add(group.size() == 1 ? "a segment's header" : group.size() + " segments with one cookie");
        evidence.add(look.pages() + " pages with as many blocks as fit in");
        int leadingBack = heapsOfThreads(group, look);
        if (leadingBack > 0) {
            evidence.add(leadingBack + " heaps of the threads that have the segments");
        }
        String object = object(look);
        String python = image.mappings().stream()
                .filter(mapping -> mapping.offset() == 0 && mapping.path().equals(object))
                .findFirst()
                .flatMap(first -> PythonVersion.of(image, first))
                .orElse(look.layout() == Layout.PYTHON ? "3" : "");
        return new Place(object, python, group.getFirst().key(), look.layout(), evidence);
    }

    private int heapsOfThreads(List<Segment> group, Look look) {
        MemoryWindow words = new MemoryWindow(image::read, Long.BYTES);
        int found = 0;
        for (int i = 0; i < Math.min(ENOUGH, look.heaps().size()); i++) {
            long at = look.heaps().get(i) + look.layout().fields().delayed + Layout.HEAP_THREAD;
            if (Layout.isPossible(at) && words.covers(at, Long.BYTES)) {
                long thread = words.word(at);
                found += group.stream().anyMatch(segment -> segment.thread() == thread) ? 1 : 0;
            }
        }
        return found;
    }

    /** The program or library in whose data a heap is: the first thread's always is. Else the one that is named so. */
    private String object(Look look) {
        for (int i = 0; i < look.heaps().size(); i++) {
            Optional<String> path = objectAt(look.heaps().get(i));
            if (path.isPresent()) {
                return path.get();
            }
        }
        return image.mappings().stream()
                .map(Mapping::path)
                .filter(path -> LIBRARY.matcher(path).matches())
                .findFirst()
                .orElse(image.facts().executable());
    }

    private Optional<String> objectAt(long address) {
        String path = "";
        long end = 0;
        for (Mapping mapping : image.mappings()) {
            boolean isTail = mapping.isAnonymous() && mapping.start() == end && !path.isEmpty();
            path = isTail ? path : mapping.path().startsWith("/") ? mapping.path() : "";
            end = mapping.end();
            if (mapping.contains(address)) {
                String object = path;
                return path.isEmpty()
                        ? Optional.empty()
                        : MappedObject.at(image, path)
                                .filter(mapped -> address < mapped.end())
                                .map(_ -> object);
            }
        }
        return Optional.empty();
    }
}
