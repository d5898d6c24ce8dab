package lacuna.heap.hotspot;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.elf.DynamicSymbols;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.image.MappedObject;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.CannotExamine;
import lacuna.linux.proc.Mapping;

/**
 * The description of itself that HotSpot exports for debuggers: the table gHotSpotVMStructs of fields, each with the
 * name of its type, its own name, and its offset or (when it is static) its address; and a table of numbers. So no offset
 * of any Java version is written down here. The tables lie in the image's memory; the names, which no core holds, in
 * libjvm's file.
 */
public final class HotSpotTable {
    private static final String LIBRARY = "/libjvm.so";
    private static final int ENTRY_LIMIT = 1 << 14;
    private static final int NAME_LIMIT = 128;
    private static final int LARGEST_ENTRY = 256;

    /** A field's offset, or its address when it is static. */
    private final Map<String, Long> fields;

    private final Map<String, Integer> numbers;
    private final String library;

    HotSpotTable(String library, Map<String, Long> fields, Map<String, Integer> numbers) {
        this.library = library;
        this.fields = Map.copyOf(fields);
        this.numbers = Map.copyOf(numbers);
    }

    /** Reads the entries in {@code wanted}, each "Type::field" or "Type::Number"; empty when there is no such table. */
    public static Optional<HotSpotTable> read(MemoryImage image, Set<String> wanted) {
        for (Mapping mapping : image.mappings()) {
            if (mapping.offset() == 0 && mapping.path().endsWith(LIBRARY)) {
                return read(image, mapping, wanted);
            }
        }
        return Optional.empty();
    }

    private static Optional<HotSpotTable> read(MemoryImage image, Mapping first, Set<String> wanted) {
        Optional<MappedObject> object = MappedObject.at(image, first.path());
        if (object.isEmpty()) {
            return Optional.empty();
        }
        try (ElfFile file = image.file(first).orElse(null)) {
            if (file == null) {
                return Optional.empty();
            }
            Optional<DynamicSymbols> symbols = file.dynamicSymbols();
            MemoryWindow memory = new MemoryWindow(image::read, MemoryWindow.GLANCE);
            return symbols.flatMap(
                    all -> new Walk(memory, file, all, object.get().bias(), wanted).table(first.path()));
        } catch (CannotExamine damaged) {
            return Optional.empty();
        }
    }

    /** The file that the table is of. */
    String library() {
        return library;
    }

    /** The offset of a field, or its address when it is static. */
    public OptionalLong place(String field) {
        Long place = fields.get(field);
        return place == null ? OptionalLong.empty() : OptionalLong.of(place);
    }

    OptionalInt number(String name) {
        Integer number = numbers.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** One pass over each table. */
    private record Walk(MemoryWindow memory, ElfFile file, DynamicSymbols symbols, long bias, Set<String> wanted) {

        Optional<HotSpotTable> table(String library) {
            Map<String, Long> fields = new HashMap<>();
            Map<String, Integer> numbers = new HashMap<>();
            if (!fields(fields)) {
                return Optional.empty();
            }
            numbers(numbers);
            return Optional.of(new HotSpotTable(library, fields, numbers));
        }

        private boolean fields(Map<String, Long> found) {
            String entry = "gHotSpotVMStructEntry";
            long stride = constant(entry + "ArrayStride");
            int type = (int) constant(entry + "TypeNameOffset");
            int field = (int) constant(entry + "FieldNameOffset");
            int isStatic = (int) constant(entry + "IsStaticOffset");
            int offset = (int) constant(entry + "OffsetOffset");
            int address = (int) constant(entry + "AddressOffset");
            long at = constant("gHotSpotVMStructs");
            if (!isInside(stride, type, field, isStatic, offset, address)) {
                return false;
            }
            for (int i = 0; i < ENTRY_LIMIT && found.size() < wanted.size(); i++) {
                if (!memory.covers(at, (int) stride)) {
                    // An entry on a page that is not there; those behind it may be.
                    at += stride;
                    continue;
                }
                if (memory.word(at + type) == 0) {
                    break;
                }
                long place = memory.word(at + (memory.half(at + isStatic) != 0 ? address : offset));
                String name = text(memory.word(at + type)) + "::" + text(memory.word(at + field));
                if (wanted.contains(name)) {
                    found.put(name, place);
                }
                at += stride;
            }
            return true;
        }

        private void numbers(Map<String, Integer> found) {
            String entry = "gHotSpotVMIntConstantEntry";
            long stride = constant(entry + "ArrayStride");
            int name = (int) constant(entry + "NameOffset");
            int value = (int) constant(entry + "ValueOffset");
            long at = constant("gHotSpotVMIntConstants");
            if (!isInside(stride, name, value)) {
                return;
            }
            for (int i = 0; i < ENTRY_LIMIT; i++) {
                if (!memory.covers(at, (int) stride)) {
                    at += stride;
                    continue;
                }
                if (memory.word(at + name) == 0) {
                    break;
                }
                String text = text(memory.word(at + name));
                if (wanted.contains(text)) {
                    found.put(text, memory.half(at + value));
                }
                at += stride;
            }
        }

        private static boolean isInside(long stride, int... offsets) {
            for (int offset : offsets) {
                if (offset < 0 || offset > stride - Long.BYTES) {
                    return false;
                }
            }
            return stride <= LARGEST_ENTRY;
        }

        /** A number that libjvm computes at its start and keeps under an exported name; -1 when it cannot be read. */
        private long constant(String name) {
            Optional<DynamicSymbols.Symbol> symbol = symbols.find(name);
            if (symbol.isEmpty()) {
                return -1;
            }
            long at = bias + symbol.get().address();
            return memory.covers(at, Long.BYTES) ? memory.word(at) : -1;
        }

        private String text(long pointer) {
            long offset = file.offsetOf(pointer - bias);
            return offset < 0 ? "" : new String(file.bytesToNul(offset, NAME_LIMIT, "name"), StandardCharsets.UTF_8);
        }
    }
}
