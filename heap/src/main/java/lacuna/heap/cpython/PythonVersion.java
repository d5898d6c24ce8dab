package lacuna.heap.cpython;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lacuna.heap.elf.DynamicSymbols;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.CannotExamine;
import lacuna.linux.proc.Mapping;

/** Which CPython a program or library is: by the interpreter's own number, since 3.11; before, only its file's name tells. */
public final class PythonVersion {
    private static final Pattern NAMED = Pattern.compile("python(3\\.\\d{1,2})");
    private static final String NUMBER = "Py_Version";

    private PythonVersion() {}

    /** Of the object whose beginning is mapped as {@code first}; empty when it does not look like an interpreter. */
    public static Optional<String> of(MemoryImage image, Mapping first) {
        try (ElfFile file = image.file(first).orElse(null)) {
            if (file != null) {
                Optional<DynamicSymbols.Symbol> symbol = file.dynamicSymbols().flatMap(symbols -> symbols.find(NUMBER));
                long offset = symbol.isPresent() ? file.offsetOf(symbol.get().address()) : -1;
                if (offset >= 0) {
                    return Optional.of(words(file.u32(offset, "version")));
                }
            }
        } catch (CannotExamine damaged) {
            // The name may tell.
        }
        Matcher named = NAMED.matcher(first.path());
        return named.find() ? Optional.of(named.group(1)) : Optional.empty();
    }

    /** 0x030b02f0 is 3.11.2. */
    static String words(int version) {
        String numbers = (version >>> 24) + "." + ((version >>> 16) & 0xff) + "." + ((version >>> 8) & 0xff);
        String level = switch ((version >>> 4) & 0xf) {
            case 0xa -> "a" + (version & 0xf);
            case 0xb -> "b" + (version & 0xf);
            case 0xc -> "rc" + (version & 0xf);
            default -> "";
        };
        return numbers + level;
    }
}
