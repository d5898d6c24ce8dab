package lacuna.linux.call;

import java.util.OptionalLong;

/** The sums of the runs poured into it, in bytes; a sum that the source cannot tell is absent. */
public final class ResidencyTotals implements ResidencySink {
    private final int told;
    private long present;
    private long swapped;
    private long file;
    private long exclusive;
    private long zero;
    private long huge;

    /** {@code told} is what the source knows: {@link Residency#told()}. */
    public ResidencyTotals(int told) {
        this.told = told;
    }

    @Override
    public void run(long address, long pages, int flags) {
        long bytes = pages << PageSize.SHIFT;
        if ((flags & PageFlag.SWAPPED) != 0) {
            swapped += bytes;
        }
        if ((flags & PageFlag.PRESENT) == 0) {
            return;
        }
        present += bytes;
        if ((flags & PageFlag.FILE) != 0) {
            file += bytes;
        }
        if ((flags & PageFlag.EXCLUSIVE) != 0) {
            exclusive += bytes;
        }
        if ((flags & PageFlag.ZERO) != 0) {
            zero += bytes;
        }
        if ((flags & PageFlag.HUGE) != 0) {
            huge += bytes;
        }
    }

    public long presentBytes() {
        return present;
    }

    public long swappedBytes() {
        return swapped;
    }

    /** Present, of files or shared memory. */
    public long fileBytes() {
        return file;
    }

    /** Present, and mapped by no other process. */
    public OptionalLong exclusiveBytes() {
        return known(PageFlag.EXCLUSIVE, exclusive);
    }

    /** Present, yet no part of RSS: the kernel's one page of zeros. */
    public OptionalLong zeroBytes() {
        return known(PageFlag.ZERO, zero);
    }

    /** Present, in huge pages. */
    public OptionalLong hugeBytes() {
        return known(PageFlag.HUGE, huge);
    }

    private OptionalLong known(int flag, long bytes) {
        return (told & flag) != 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
    }
}
