package lacuna.heap.image;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import lacuna.heap.elf.ByteSource;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.elf.Segment;
import lacuna.linux.CannotExamine;
import lacuna.linux.proc.Mapping;

/**
 * A program or library as it lies in an image. Its headers are read from the image's own memory where they can be, so
 * they are those of the very file that was mapped.
 *
 * @param bias what has to be added to the file's own addresses
 * @param end where the object's memory ends, zero-initialised data included; not rounded to pages
 * @param isGo whether Go's linker made it
 */
public record MappedObject(long bias, long end, Optional<String> buildId, boolean isGo) {
    private static final int GO_BUILD_ID = 4;

    /** The object whose file is mapped as {@code path}; empty when neither memory nor file shows its headers. */
    public static Optional<MappedObject> at(MemoryImage image, String path) {
        return inMemory(image, path).or(() -> inFile(image, path));
    }

    /** As {@link #at}, but without opening any file. */
    static Optional<MappedObject> inMemory(MemoryImage image, String path) {
        return first(image, path).flatMap(mapping -> {
            try {
                return Optional.of(of(ElfFile.of(new Beginning(image, mapping)), mapping));
            } catch (CannotExamine notThere) {
                return Optional.empty();
            }
        });
    }

    private static Optional<MappedObject> inFile(MemoryImage image, String path) {
        return first(image, path).flatMap(mapping -> {
            try (ElfFile file = image.file(mapping).orElse(null)) {
                return file == null ? Optional.empty() : Optional.of(of(file, mapping));
            } catch (CannotExamine damaged) {
                return Optional.empty();
            }
        });
    }

    private static Optional<Mapping> first(MemoryImage image, String path) {
        for (Mapping mapping : image.mappings()) {
            if (mapping.offset() == 0 && mapping.path().equals(path)) {
                return Optional.of(mapping);
            }
        }
        return Optional.empty();
    }

    private static MappedObject of(ElfFile file, Mapping first) {
        long bias = first.start() - file.lowestAddress();
        long end = 0;
        for (Segment segment : file.segments()) {
            if (segment.type() == Segment.LOAD) {
                end = Math.max(end, segment.address() + segment.memorySize());
            }
        }
        boolean[] isGo = new boolean[1];
        Optional<String> buildId = Optional.empty();
        try {
            buildId = file.buildId();
            file.notes((owner, type, offset, size) -> isGo[0] |= owner.equals("Go") && type == GO_BUILD_ID);
        } catch (CannotExamine notesNotInMemory) {
            // The headers were readable; what the notes would have told stays unknown.
        }
        return new MappedObject(bias, bias + end, buildId, isGo[0]);
    }

    /** The mapping of a file's beginning, as the beginning of that file. */
    private record Beginning(MemoryImage image, Mapping mapping) implements ByteSource {
        @Override
        public String name() {
            return mapping.path();
        }

        @Override
        public long size() {
            return mapping.length();
        }

        @Override
        public int read(long offset, MemorySegment into, int length) {
            return image.read(mapping.start() + offset, into, (int) Math.min(length, mapping.length() - offset));
        }
    }
}
