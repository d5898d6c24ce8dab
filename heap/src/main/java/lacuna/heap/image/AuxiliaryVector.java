package lacuna.heap.image;

import java.util.OptionalLong;

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
}
