package lacuna.linux.call;

/** The error numbers that Lacuna tells apart; the same on x86-64 and aarch64. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EFAULT = 14;
    public static final int ENOTDIR = 20;
    public static final int EINVAL = 22;
    public static final int EMFILE = 24;
    public static final int ENOTTY = 25;
    public static final int ENOSYS = 38;
    public static final int EOPNOTSUPP = 95;

    private Errno() {}

    /** The words for {@code errno} as a user knows them. */
    public static String words(int errno) {
        return switch (errno) {
            case EPERM, EACCES -> "permission denied";
            case ENOENT -> "no such file";
            case ESRCH -> "no such process";
            case EIO -> "input/output error";
            case EFAULT -> "no memory at that address";
            case EMFILE -> "too many open files";
            case ENOTTY, ENOSYS, EOPNOTSUPP -> "not supported by this kernel";
            default -> "error " + errno;
        };
    }
}
