import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A Java heap in a known state: JavaHeap HOW MIB. HOW is live (MIB held in arrays of 10 KB), garbage (MIB filled and dropped
 * at once, until a collection has just ended, while a tenth of the largest heap is held), idle, leak (MIB held, and 3 MiB
 * a second more), drop (30 MiB held, and MIB a second made and dropped), or cache (MIB are held at 3 MiB a second, and no
 * more). Prints true_bytes, then "ready"; ends with its standard input.
 */
public final class JavaHeap {
    private static final int BLOCK = 10_000;
    private static final List<byte[]> HELD = new ArrayList<>();
    private static volatile byte[] last;

    public static void main(String[] arguments) throws IOException {
        long bytes = Long.parseLong(arguments[1]) << 20;
        switch (arguments[0]) {
            case "live", "leak" -> hold(bytes);
            case "garbage" -> {
                hold(Runtime.getRuntime().maxMemory() / 10);
                for (long dropped = 0; dropped < bytes; dropped += BLOCK) {
                    last = new byte[BLOCK];
                }
                // Until a collection has just emptied the young regions.
                for (long before = collections(); collections() == before; ) {
                    last = new byte[BLOCK];
                }
                bytes = committed() - Runtime.getRuntime().maxMemory() / 10;
            }
            case "drop" -> hold(30 << 20);
            default -> {}
        }
        System.out.println((arguments[0].equals("leak") ? "per_second=" + (3 << 20) : "true_bytes=" + bytes) + "\nready");
        long asked = bytes;
        switch (arguments[0]) {
            case "leak" -> start(JavaHeap::leak);
            case "drop" -> start(() -> drop(asked));
            case "cache" -> start(() -> fill(asked));
            default -> {}
        }
        while (System.in.read() >= 0) {}
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static long committed() {
        return Runtime.getRuntime().totalMemory();
    }

    private static void start(Runnable work) {
        Thread worker = new Thread(work);
        worker.setDaemon(true);
        worker.start();
    }

    private static void drop(long perSecond) {
        while (true) {
            for (long dropped = 0; dropped < perSecond / 20; dropped += BLOCK) {
                last = new byte[BLOCK];
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static void fill(long bytes) {
        for (long filled = 0; filled < bytes; filled += 3 << 20) {
            hold(3 << 20);
            LockSupport.parkNanos(1_000_000_000);
        }
    }

    private static void leak() {
        while (true) {
            hold(3 * 1024 * 1024 / 20);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static void hold(long bytes) {
        for (long held = 0; held < bytes; held += BLOCK) {
            HELD.add(new byte[BLOCK]);
        }
    }
}
