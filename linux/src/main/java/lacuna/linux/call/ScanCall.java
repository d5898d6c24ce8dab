package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The ioctl PAGEMAP_SCAN on an open /proc/PID/pagemap, with its argument and its answer in native memory. */
final class ScanCall {
    private static final long PAGEMAP_SCAN = 0xC0606610L;
    private static final MethodHandle IOCTL = SystemCalls.handle(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));

    // struct pm_scan_arg and struct page_region of include/uapi/linux/fs.h: all members are 64 bits wide.
    private static final long ARGUMENT_BYTES = 96;
    private static final long SIZE = 0;
    private static final long START = 16;
    private static final long END = 24;
    private static final long REGIONS = 40;
    private static final long REGION_COUNT = 48;
    private static final long MOST_PAGES = 56;
    private static final long ANY_OF = 80;
    private static final long TO_TELL = 88;
    private static final long REGION_BYTES = 24;
    private static final long REGION_END = 8;
    private static final long REGION_CATEGORIES = 16;

    private static final int CAPACITY = 1024;

    private final int fd;
    private final MemorySegment argument;
    private final MemorySegment regions;
    private long walkedTo;

    private ScanCall(int fd, Arena arena) {
        this.fd = fd;
        argument = arena.allocate(ARGUMENT_BYTES, Long.BYTES);
        regions = arena.allocate(CAPACITY * REGION_BYTES, Long.BYTES);
        argument.set(JAVA_LONG, SIZE, ARGUMENT_BYTES);
        argument.set(JAVA_LONG, REGIONS, regions.address());
        argument.set(JAVA_LONG, REGION_COUNT, CAPACITY);
        argument.set(JAVA_LONG, ANY_OF, ScanCategory.POPULATED);
    }

    /** The call, ready for use; empty where the kernel does not have it. */
    static Optional<ScanCall> probe(int fd, Arena arena) {
        ScanCall call = new ScanCall(fd, arena);
        call.argument.set(JAVA_LONG, TO_TELL, ScanCategory.WANTED | ScanCategory.GUARD);
        if (call.scan(0, PageSize.BYTES, 0) >= 0) {
            return Optional.of(call);
        }
        call.argument.set(JAVA_LONG, TO_TELL, ScanCategory.WANTED);
        return call.scan(0, PageSize.BYTES, 0) >= 0 ? Optional.of(call) : Optional.empty();
    }

    /**
     * Finds the populated regions of {@code [start, end)} up to {@link #walkedTo}, of no more than {@code mostPages}
     * pages (0: no limit): their count, or -errno.
     */
    int scan(long start, long end, long mostPages) {
        argument.set(JAVA_LONG, START, start);
        argument.set(JAVA_LONG, END, end);
        argument.set(JAVA_LONG, MOST_PAGES, mostPages);
        MemorySegment captured = SystemCalls.captured();
        try {
            int count = (int) IOCTL.invokeExact(captured, fd, PAGEMAP_SCAN, argument);
            if (count < 0) {
                return -SystemCalls.errno(captured);
            }
            boolean cut = count == CAPACITY || (mostPages > 0 && count > 0);
            walkedTo = cut ? end(count - 1) : end;
            return count;
        } catch (Throwable impossible) {
            throw SystemCalls.unexpected(impossible);
        }
    }

    /**
     * Where the last scan ended: before its end when the regions or the pages were as many as allowed. The kernel's own
     * answer (walk_end) is not used: after more than 512 regions it may be an address in the middle of what was told.
     */
    long walkedTo() {
        return walkedTo;
    }

    long start(int region) {
        return regions.get(JAVA_LONG, region * REGION_BYTES);
    }

    long end(int region) {
        return regions.get(JAVA_LONG, region * REGION_BYTES + REGION_END);
    }

    long categories(int region) {
        return regions.get(JAVA_LONG, region * REGION_BYTES + REGION_CATEGORIES);
    }
}
