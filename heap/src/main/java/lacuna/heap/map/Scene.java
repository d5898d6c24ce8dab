package lacuna.heap.map;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lacuna.heap.image.MappedObject;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/** What the rules look at: an image, its mappings and their neighbours, and what several rules need to know of them. */
final class Scene {
    private final MemoryImage image;
    private final List<Mapping> mappings;
    private final Peek peek;
    private final MallocPieces malloc;
    private final Set<String> programs = new HashSet<>();
    private final Map<String, Optional<MappedObject>> objects = new HashMap<>();

    Scene(MemoryImage image) {
        this.image = image;
        this.mappings = image.mappings();
        this.peek = new Peek(image);
        this.malloc = new MallocPieces(image);
        for (Mapping mapping : mappings) {
            if (mapping.isExecutable() && mapping.path().startsWith("/")) {
                programs.add(mapping.path());
            }
        }
    }

    MemoryImage image() {
        return image;
    }

    /** What glibc's malloc has. */
    MallocPieces malloc() {
        return malloc;
    }

    List<Mapping> mappings() {
        return mappings;
    }

    Peek peek() {
        return peek;
    }

    /** The path of the process's program, "" when unknown. */
    String executable() {
        return image.facts().executable();
    }

    /** Whether {@code path} is a program or a library: something of it may run, or its name says so. */
    boolean isProgram(String path) {
        return programs.contains(path) || path.endsWith(".so") || path.contains(".so.");
    }

    /** The path of the library whose file is called {@code fileName}. */
    Optional<String> library(String fileName) {
        for (String path : programs) {
            if (path.endsWith("/" + fileName)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** The program or library that is mapped as {@code path}. */
    Optional<MappedObject> object(String path) {
        return objects.computeIfAbsent(path, p -> MappedObject.at(image, p));
    }

    /** The mapping that {@code address} lies in: its index, or -1. */
    int indexOf(long address) {
        int low = 0;
        int high = mappings.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Mapping mapping = mappings.get(middle);
            if (mapping.contains(address)) {
                return middle;
            }
            if (Long.compareUnsigned(mapping.start(), address) < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The mapping that ends where the {@code index}th begins. */
    Optional<Mapping> directlyBelow(int index) {
        return index > 0 && mappings.get(index - 1).end() == mappings.get(index).start()
                ? Optional.of(mappings.get(index - 1))
                : Optional.empty();
    }

    /** The mapping that begins where the {@code index}th ends. */
    Optional<Mapping> directlyAbove(int index) {
        return index + 1 < mappings.size()
                        && mappings.get(index + 1).start()
                                == mappings.get(index).end()
                ? Optional.of(mappings.get(index + 1))
                : Optional.empty();
    }

    /** Private memory of no file, as malloc and mmap hand it out; the process may have given it a name. */
    static boolean isPrivateAnonymous(Mapping mapping) {
        return !mapping.isShared()
                && (mapping.isAnonymous()
                        || mapping.isReservedHuge()
                        || mapping.path().startsWith("[anon:"));
    }

    /** Private anonymous memory that the program may write to: where its data lives. */
    static boolean isData(Mapping mapping) {
        return isPrivateAnonymous(mapping) && mapping.isReadable() && mapping.isWritable();
    }

    /** Whether {@code part} bytes are at least half of the mapping: neighbours that the kernel merged share one name. */
    static boolean isMostOf(long part, Mapping mapping) {
        return part >= mapping.length() - part;
    }
}
