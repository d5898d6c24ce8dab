package lacuna.linux.proc;

import lacuna.linux.text.Ascii;

/** The VmFlags line of one mapping, a bit for each {@link VmFlag}. Letters that newer kernels invent are passed over. */
public record VmFlags(long bits) {
    /** The kernel printed no such line; kernels before 3.8 do not. */
    public static final VmFlags NOT_PRINTED = new VmFlags(0);

    private static final long PRINTED = 1L << 63;
    private static final VmFlag[] FLAGS = VmFlag.values();

    public boolean has(VmFlag flag) {
        return (bits & flag.bit()) != 0;
    }

    public boolean isPrinted() {
        return (bits & PRINTED) != 0;
    }

    /** Parses what follows "VmFlags:". */
    static VmFlags parse(Ascii line) {
        long bits = PRINTED;
        line.skipSpaces();
        while (!line.atLineEnd()) {
            bits |= bit(line);
            line.skipWord();
            line.skipSpaces();
        }
        return new VmFlags(bits);
    }

    private static long bit(Ascii line) {
        for (VmFlag flag : FLAGS) {
            if (line.startsWith(flag.letters())) {
                return flag.bit();
            }
        }
        return 0;
    }
}
