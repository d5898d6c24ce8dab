package lacuna.heap.musl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.image.MemoryImage;
import lacuna.heap.image.ObjectData;
import lacuna.linux.proc.Mapping;

/** Finds musl's malloc by its secret, which stands in its context and in each page of records: in libc, or in the program. */
final class Finder {
    private static final Pattern LIBRARY = Pattern.compile(".*/(ld-musl-[^/]+|libc\\.musl-[^/]+|libc\\.so)");
    private static final int MOST_UNREADABLE_PAGES = 1 << 14;

    private final MemoryImage image;
    private final MemoryWindow stream;
    private final MemoryWindow glance;

    Finder(MemoryImage image) {
        this.image = image;
        this.stream = new MemoryWindow(image::read, MemoryWindow.STREAM);
        this.glance = new MemoryWindow(image::read, MemoryWindow.GLANCE);
    }

    Optional<Place> place() {
        for (Mapping first : objects()) {
            long[] writable = ObjectData.of(image, first);
            for (int i = 0; i < writable.length; i += 2) {
                Optional<Place> place = in(first.path(), writable, writable[i], writable[i + 1]);
                if (place.isPresent()) {
                    return place;
                }
            }
        }
        return Optional.empty();
    }

    private List<Mapping> objects() {
        Map<String, Mapping> libraries = new LinkedHashMap<>();
        Map<String, Mapping> programs = new LinkedHashMap<>();
        for (Mapping mapping : image.mappings()) {
            if (mapping.offset() == 0 && mapping.path().startsWith("/")) {
                if (LIBRARY.matcher(mapping.path()).matches()) {
                    libraries.putIfAbsent(mapping.path(), mapping);
                } else if (mapping.path().equals(image.facts().executable())) {
                    programs.putIfAbsent(mapping.path(), mapping);
                }
            }
        }
        List<Mapping> all = new ArrayList<>(libraries.values());
        all.addAll(programs.values());
        return all;
    }

    private Optional<Place> in(String object, long[] writable, long start, long end) {
        int unreadable = 0;
        for (long at = start; at <= end - MuslLayout.CONTEXT; at += Long.BYTES) {
            if (!stream.covers(at, MuslLayout.CONTEXT)) {
                if (++unreadable > MOST_UNREADABLE_PAGES) {
                    return Optional.empty();
                }
                at = (at | (MuslLayout.PAGE - 1)) + 1 - Long.BYTES;
                continue;
            }
            long secret = stream.word(at + MuslLayout.SECRET);
            Optional<MuslLayout> layout = secret == 0 ? Optional.empty() : MuslLayout.of(stream.word(at + Long.BYTES));
            if (layout.isPresent() && isContext(at, layout.get(), secret)) {
                return Optional.of(new Place(
                        object,
                        at,
                        layout.get(),
                        LongStream.of(writable).boxed().toList(),
                        List.of("a context in memory", "a page of records with its secret")));
            }
        }
        return Optional.empty();
    }

    /** Whether the words at {@code at}, which the stream covers, lead to a page of records with the same secret. */
    private boolean isContext(long at, MuslLayout layout, long secret) {
        long area = stream.word(at + layout.firstArea());
        return stream.half(at + layout.initialised()) == 1
                && MuslLayout.isPossible(area)
                && area % MuslLayout.PAGE == 0
                && glance.covers(area, MuslLayout.AREA_RECORDS)
                && glance.word(area + MuslLayout.AREA_SECRET) == secret
                && glance.half(area + MuslLayout.AREA_SLOTS) > 0
                && glance.half(area + MuslLayout.AREA_SLOTS) <= MuslLayout.MOST_RECORDS;
    }
}
