package lacuna.linux.proc;

/**
 * One line of /proc/PID/maps, or one segment of a core. Addresses are unsigned. {@code path} is the kernel's word for
 * what is mapped ("" for anonymous memory, "[heap]", "/usr/lib/…"), without the " (deleted)" that {@code deleted} tells.
 */
public record Mapping(
        long start,
        long end,
        int permissions,
        long offset,
        int deviceMajor,
        int deviceMinor,
        long inode,
        String path,
        boolean deleted) {

    public static final int READ = 1;
    public static final int WRITE = 2;
    public static final int EXECUTE = 4;
    public static final int SHARED = 8;

    public long length() {
        return end - start;
    }

    public boolean contains(long address) {
        return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
    }

    public boolean isReadable() {
        return (permissions & READ) != 0;
    }

    public boolean isWritable() {
        return (permissions & WRITE) != 0;
    }

    public boolean isExecutable() {
        return (permissions & EXECUTE) != 0;
    }

    public boolean isShared() {
        return (permissions & SHARED) != 0;
    }

    /** Mapped with no access at all: an allocator's reserve, or a guard. */
    public boolean isInaccessible() {
        return (permissions & (READ | WRITE | EXECUTE)) == 0;
    }

    /** Backed by no file and without a name from the kernel. */
    public boolean isAnonymous() {
        return path.isEmpty();
    }

    public boolean isFile() {
        return path.startsWith("/") && inode != 0 && !isReservedHuge();
    }

    /** Private memory of no file in huge pages that were set aside (MAP_HUGETLB), to which the kernel gives a file's name. */
    public boolean isReservedHuge() {
        return path.startsWith("/anon_hugepage") && !isShared();
    }

    /** The kernel's own four letters, such as "rw-p". */
    public String permissionLetters() {
        return (isReadable() ? "r" : "-")
                + (isWritable() ? "w" : "-")
                + (isExecutable() ? "x" : "-")
                + (isShared() ? "s" : "p");
    }
}
