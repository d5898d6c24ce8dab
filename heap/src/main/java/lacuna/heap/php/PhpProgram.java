package lacuna.heap.php;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import lacuna.heap.elf.DynamicSymbols;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.CannotExamine;
import lacuna.linux.proc.Mapping;

/**
 * The program or library that PHP is, by the names that its file exports: they are there in stripped builds too.
 *
 * @param object its path
 * @param isThreaded whether it was built for threads (ZTS): then globals are each thread's own
 * @param start where the beginning of its file is mapped
 */
public record PhpProgram(
        String object,
        PhpVersion version,
        boolean isThreaded,
        long start,
        OptionalLong executorGlobals,
        OptionalLong compilerGlobals) {
    private static final Pattern LIBRARY = Pattern.compile("(lib|mod_)?php[0-9.]*(-[a-z]+)?.*\\.so.*");
    private static final int MOST_OBJECTS = 16;

    /** The PHP of {@code image}; empty when there is none, or its file is no longer at hand. */
    public static Optional<PhpProgram> in(MemoryImage image) {
        for (Mapping first : candidates(image)) {
            Optional<PhpProgram> found = at(image, first);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The same, in a process that has it mapped from {@code other} on. */
    PhpProgram startingAt(long other) {
        long moved = other - start;
        return moved == 0
                ? this
                : new PhpProgram(
                        object,
                        version,
                        isThreaded,
                        other,
                        moved(executorGlobals, moved),
                        moved(compilerGlobals, moved));
    }

    private static OptionalLong moved(OptionalLong address, long by) {
        return address.isPresent() ? OptionalLong.of(address.getAsLong() + by) : address;
    }

    /** {@code symbol} of this program in the image, when it is no thread's own. */
    private static OptionalLong address(DynamicSymbols symbols, String symbol, long bias) {
        return symbols.find(symbol)
                .map(found -> OptionalLong.of(found.address() + bias))
                .orElse(OptionalLong.empty());
    }

    static Optional<PhpProgram> at(MemoryImage image, Mapping first) {
        try (ElfFile file = image.file(first).orElse(null)) {
            if (file == null) {
                return Optional.empty();
            }
            Optional<DynamicSymbols> symbols = file.dynamicSymbols();
            if (symbols.isEmpty() || symbols.get().find("zend_mm_gc").isEmpty()) {
                return Optional.empty();
            }
            long bias = first.start() - file.lowestAddress();
            boolean isThreaded = symbols.get().find("executor_globals_offset").isPresent();
            return Optional.of(new PhpProgram(
                    first.path(),
                    VersionWords.in(file),
                    isThreaded,
                    first.start(),
                    isThreaded ? OptionalLong.empty() : address(symbols.get(), "executor_globals", bias),
                    isThreaded ? OptionalLong.empty() : address(symbols.get(), "compiler_globals", bias)));
        } catch (CannotExamine damaged) {
            return Optional.empty();
        }
    }

    /** The beginnings of the program and of libraries with PHP's name. */
    static List<Mapping> candidates(MemoryImage image) {
        List<Mapping> found = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        String program = image.facts().executable();
        for (Mapping mapping : image.mappings()) {
            String name = mapping.path().substring(mapping.path().lastIndexOf('/') + 1);
            boolean isCandidate =
                    mapping.path().equals(program) || LIBRARY.matcher(name).matches();
            if (mapping.offset() == 0
                    && mapping.path().startsWith("/")
                    && isCandidate
                    && found.size() < MOST_OBJECTS
                    && seen.add(mapping.path())) {
                found.add(mapping);
            }
        }
        return found;
    }
}
