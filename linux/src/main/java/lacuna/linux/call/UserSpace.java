package lacuna.linux.call;

/** The half of the addresses that a process may have page tables for; the rest is the kernel's. */
final class UserSpace {
    /** At or above the end of the user's addresses on every 64-bit Linux; x86-64 has the most, with five levels. */
    static final long END = 1L << 57;

    private UserSpace() {}

    /** {@code address}, the start of a page, or {@link #END} if it is above. */
    static long clamp(long address) {
        if ((address & (PageSize.BYTES - 1)) != 0) {
            throw new IllegalArgumentException("not the start of a page: 0x%x".formatted(address));
        }
        return Long.compareUnsigned(address, END) < 0 ? address : END;
    }
}
