package lacuna.linux.call;

/** The error numbers that Lacuna tells apart; the same on x86-64 and aarch64. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EFAULT = 14;
    public static final int EBUSY = 16;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int EMFILE = 24;
    public static final int ENOTTY = 25;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int ELOOP = 40;
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
            case ENOMEM -> "not enough memory";
            case EBUSY -> "it is busy";
            case ENODEV -> "no such device";
            case ENOTDIR -> "a folder in its path is none";
            case EISDIR -> "it is a folder";
            case EINVAL -> "the kernel does not take the request";
            case ENAMETOOLONG -> "the name is too long";
            case ELOOP -> "a symbolic link that leads to itself";
            case EMFILE -> "too many open files";
            case ENOTTY, ENOSYS, EOPNOTSUPP -> "not supported by this kernel";
            default -> "error " + errno;
        };
    }
}
