package lacuna.heap.map;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import lacuna.heap.elf.DynamicSymbols;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.image.MappedObject;
import lacuna.linux.CannotExamine;
import lacuna.linux.proc.Mapping;

/**
 * The description of itself that HotSpot exports for debuggers: the table gHotSpotVMStructs of fields, each with the
 * name of its type, its own name, and its offset or (when it is static) its address. So no offset of any Java version
 * is written down here. The table lies in the image's memory; the names, which no core holds, in libjvm's file.
 */
final class HotSpotTable {
    private static final String TABLE = "gHotSpotVMStructs";
    private static final String ENTRY = "gHotSpotVMStructEntry";
    private static final int ENTRY_LIMIT = 1 << 14;
    private static final int NAME_LIMIT = 128;
    private static final int LARGEST_ENTRY = 256;

    /** A field's offset, or its address when it is static. */
    private final Map<String, Long> fields;

    private HotSpotTable(Map<String, Long> fields) {
        this.fields = fields;
    }

    /** Reads the entries of the fields in {@code wanted}, each "Type::field"; empty when there is no such table. */
    static Optional<HotSpotTable> read(Scene scene, Set<String> wanted) {
        return scene.library("libjvm.so").flatMap(path -> read(scene, path, wanted));
    }

    private static Optional<HotSpotTable> read(Scene scene, String path, Set<String> wanted) {
        Optional<MappedObject> object = scene.object(path);
        Optional<Mapping> first = scene.mappings().stream()
                .filter(mapping -> mapping.path().equals(path))
                .findFirst();
        if (object.isEmpty() || first.isEmpty()) {
            return Optional.empty();
        }
        try (ElfFile file = scene.image().file(first.get()).orElse(null)) {
            if (file == null) {
                return Optional.empty();
            }
            Optional<DynamicSymbols> symbols = file.dynamicSymbols();
            return symbols.isEmpty()
                    ? Optional.empty()
                    : new Walk(scene, file, symbols.get(), object.get().bias()).fields(wanted);
        } catch (CannotExamine damaged) {
            return Optional.empty();
        }
    }

    /** The offset of a field, or its address when it is static. */
    OptionalLong place(String field) {
        Long place = fields.get(field);
        return place == null ? OptionalLong.empty() : OptionalLong.of(place);
    }

    /** One pass over the table. */
    private record Walk(Scene scene, ElfFile file, DynamicSymbols symbols, long bias) {

        Optional<HotSpotTable> fields(Set<String> wanted) {
            long stride = constant("ArrayStride");
            int type = (int) constant("TypeNameOffset");
            int field = (int) constant("FieldNameOffset");
            int isStatic = (int) constant("IsStaticOffset");
            int offset = (int) constant("OffsetOffset");
            int address = (int) constant("AddressOffset");
            OptionalLong table = symbols.find(TABLE).isPresent()
                    ? scene.peek().wordAt(bias + symbols.find(TABLE).get().address())
                    : OptionalLong.empty();
            int highest = Math.max(Math.max(type, field), Math.max(Math.max(isStatic, offset), address));
            int lowest = Math.min(Math.min(type, field), Math.min(Math.min(isStatic, offset), address));
            if (table.isEmpty() || lowest < 0 || stride > LARGEST_ENTRY || highest > stride - Long.BYTES) {
                return Optional.empty();
            }
            Map<String, Long> found = new HashMap<>();
            long at = table.getAsLong();
            for (int i = 0; i < ENTRY_LIMIT && found.size() < wanted.size(); i++) {
                if (!scene.peek().at(at, (int) stride) || scene.peek().u64(type) == 0) {
                    break;
                }
                long place = scene.peek().u64(scene.peek().u32(isStatic) != 0 ? address : offset);
                String name =
                        text(scene.peek().u64(type)) + "::" + text(scene.peek().u64(field));
                if (wanted.contains(name)) {
                    found.put(name, place);
                }
                at += stride;
            }
            return Optional.of(new HotSpotTable(found));
        }

        /** A number that libjvm computes at its start and keeps under an exported name; -1 when it cannot be read. */
        private long constant(String name) {
            Optional<DynamicSymbols.Symbol> symbol = symbols.find(ENTRY + name);
            return symbol.isEmpty()
                    ? -1
                    : scene.peek().wordAt(bias + symbol.get().address()).orElse(-1);
        }

        private String text(long pointer) {
            long offset = file.offsetOf(pointer - bias);
            return offset < 0 ? "" : new String(file.bytesToNul(offset, NAME_LIMIT, "name"), StandardCharsets.UTF_8);
        }
    }
}
