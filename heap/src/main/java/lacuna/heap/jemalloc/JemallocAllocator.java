package lacuna.heap.jemalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lacuna.heap.block.Allocator;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.image.MappedObject;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/** jemalloc 5.2 to 5.3.1: one heap for each radix tree in the data of a program or library, whatever its functions are called. */
public final class JemallocAllocator implements Allocator {
    @Override
    public List<RecognisedHeap> recognise(MemoryImage image) {
        List<RecognisedHeap> heaps = new ArrayList<>();
        RootFinder finder = new RootFinder(image.mappings(), image::read);
        List<Mapping> mappings = image.mappings();
        Set<String> programs = programs(image);
        for (int i = 0; i < mappings.size(); i++) {
            Mapping data = mappings.get(i);
            if (isData(data) && programs.contains(data.path())) {
                finder.in(data.start(), endOfData(image, i)).ifPresent(found -> heaps.add(heap(image, data, found)));
            }
        }
        return heaps;
    }

    /**
     * What of the files with data is a program or library; data alone may be anything, an archive of classes for one. A
     * core that leaves out the code does not say that there is any: then the headers tell, or nothing does.
     */
    private static Set<String> programs(MemoryImage image) {
        Set<String> running = image.mappings().stream()
                .filter(mapping -> mapping.isExecutable() && mapping.path().startsWith("/"))
                .map(Mapping::path)
                .collect(Collectors.toSet());
        return image.mappings().stream()
                .filter(JemallocAllocator::isData)
                .map(Mapping::path)
                .distinct()
                .filter(path -> running.isEmpty()
                        || running.contains(path)
                        || MappedObject.at(image, path).isPresent())
                .collect(Collectors.toSet());
    }

    private static boolean isData(Mapping mapping) {
        return mapping.path().startsWith("/") && mapping.isWritable() && !mapping.isShared();
    }

    private static RecognisedHeap heap(MemoryImage image, Mapping data, RootFinder.Found found) {
        String version = version(image, data);
        List<String> evidence = new ArrayList<>();
        evidence.add("a radix tree in the data of " + data.path());
        evidence.add(found.samples() + " pages whose extents lead back to them");
        if (!version.isEmpty()) {
            evidence.add("the version in its file");
        }
        return new JemallocHeap(
                image.mappings(), image::read, new Place(data.path(), version, found.root(), found.layout(), evidence));
    }

    private static String version(MemoryImage image, Mapping data) {
        Optional<Mapping> first = image.mappings().stream()
                .filter(mapping -> mapping.offset() == 0 && mapping.path().equals(data.path()))
                .findFirst();
        try (ElfFile file =
                first.or(() -> Optional.of(data)).flatMap(image::file).orElse(null)) {
            return file == null ? "" : VersionText.in(file);
        }
    }

    /** Where the data that begins with mapping {@code index} ends, with what is zero at the start and has no file. */
    private static long endOfData(MemoryImage image, int index) {
        List<Mapping> mappings = image.mappings();
        Mapping data = mappings.get(index);
        long end = data.end();
        for (int i = index + 1; i < mappings.size(); i++) {
            Mapping next = mappings.get(i);
            boolean isTail = next.start() == end && next.isAnonymous() && next.isWritable() && !next.isShared();
            if (!isTail) {
                break;
            }
            end = next.end();
        }
        if (end - data.start() < Layout.SMALLEST_ROOT) {
            return end;
        }
        // Other memory may follow without a gap.
        long tail = end;
        return MappedObject.at(image, data.path())
                .map(object -> (object.end() + Layout.PAGE - 1) & -Layout.PAGE)
                .filter(objectEnd -> objectEnd > data.start() && objectEnd < tail)
                .orElse(tail);
    }
}
