package lacuna.doctor.evidence;

/**
 * How much of a process's huge pages was never written: the kernel fills a huge page whole when one byte of it is touched.
 *
 * @param hugeBytes resident bytes on huge pages
 * @param zeroBytes the part that holds only zeros, estimated from {@code sampled} bytes that were looked at
 * @param sampled bytes looked at
 */
public record HugePageBloat(long hugeBytes, long zeroBytes, long sampled) {
    public static final HugePageBloat NONE = new HugePageBloat(0, 0, 0);
}
