package lacuna.linux.proc;

import lacuna.linux.text.Ascii;

/**
 * What /proc counts in: pages and clock ticks. Both stand in the auxiliary vector that the kernel gives every program, so
 * a recorded tree with a self/auxv keeps its own. Without one they are 4096 and 100: the ticks are 100 on every kernel
 * since 2.6 (USER_HZ, whatever the kernel's own HZ), and pages are 4 KiB on x86-64 always and on aarch64 mostly.
 */
record KernelConstants(long pageSize, long ticksPerSecond) {
    private static final KernelConstants USUAL = new KernelConstants(4096, 100);
    private static final int AT_PAGESZ = 6;
    private static final int AT_CLKTCK = 17;
    private static final int ENTRY = 16;
    private static final long LARGEST_PAGE = 1 << 20;

    static KernelConstants read(TextFolder files) {
        return files.read("self/auxv", KernelConstants::parse).toOptional().orElse(USUAL);
    }

    /** Pairs of 64-bit numbers, little-endian on every machine that Lacuna runs on. */
    static KernelConstants parse(Ascii bytes) {
        long pageSize = USUAL.pageSize;
        long ticks = USUAL.ticksPerSecond;
        for (int at = bytes.position(); at + ENTRY <= bytes.limit(); at += ENTRY) {
            long value = word(bytes, at + 8);
            switch ((int) word(bytes, at)) {
                case AT_PAGESZ -> pageSize = value > 0 && value <= LARGEST_PAGE ? value : pageSize;
                case AT_CLKTCK -> ticks = value > 0 && value <= 1_000_000 ? value : ticks;
                default -> {}
            }
        }
        return new KernelConstants(pageSize, ticks);
    }

    private static long word(Ascii bytes, int at) {
        long word = 0;
        for (int i = 7; i >= 0; i--) {
            word = (word << 8) | (bytes.byteAt(at + i) & 0xff);
        }
        return word;
    }
}
