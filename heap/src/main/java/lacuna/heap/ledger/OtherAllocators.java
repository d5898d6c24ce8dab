package lacuna.heap.ledger;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lacuna.heap.map.MapEntry;

/** Allocators that are loaded and cannot be walked: where they are, glibc's own may stand idle. */
final class OtherAllocators {
    private static final List<String> KNOWN =
            List.of("jemalloc", "tcmalloc", "mimalloc", "snmalloc", "hoard", "libc_malloc_debug");

    private OtherAllocators() {}

    /** Their names, by the libraries that are mapped and of which {@code heaps} has no heap. */
    static List<String> in(List<MapEntry> entries, List<HeapAccount> heaps) {
        Set<String> walked =
                heaps.stream().map(heap -> heap.report().identity().object()).collect(Collectors.toSet());
        return entries.stream()
                .map(entry -> entry.mapping().path())
                .filter(path -> path.startsWith("/") && !walked.contains(path))
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .flatMap(OtherAllocators::nameIn)
                .distinct()
                .toList();
    }

    private static Stream<String> nameIn(String file) {
        Optional<String> known = KNOWN.stream().filter(file::contains).findFirst();
        return known.filter(_ -> file.contains(".so")).stream();
    }
}
