package lacuna.heap.image;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.linux.proc.Mapping;

/** What the kernel told the program at its start: pairs of a type and a value. */
public final class AuxiliaryVector {
    public static final int PROGRAM_HEADERS = 3;
    public static final int ENTRY = 9;
    public static final int RANDOM = 25;
    public static final int VDSO = 33;

    public static final AuxiliaryVector UNKNOWN = new AuxiliaryVector(new long[0]);

    /** Four times what Linux hands out. */
    static final int LIMIT = 128;

    private final long[] pairs;

    /** {@code pairs} alternate type and value. */
    AuxiliaryVector(long[] pairs) {
        this.pairs = pairs;
    }

    public OptionalLong get(int type) {
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            if (pairs[i] == type) {
                return OptionalLong.of(pairs[i + 1]);
            }
        }
        return OptionalLong.empty();
    }

    /** The path of the program: of the mapped file that its headers, or its entry point, lie in. */
    Optional<String> program(List<Mapping> mappings) {
        long headers = get(PROGRAM_HEADERS).orElse(0);
        long entry = get(ENTRY).orElse(0);
        for (Mapping mapping : mappings) {
            if (mapping.path().startsWith("/") && (mapping.contains(headers) || mapping.contains(entry))) {
                return Optional.of(mapping.path());
            }
        }
        return Optional.empty();
    }
}
