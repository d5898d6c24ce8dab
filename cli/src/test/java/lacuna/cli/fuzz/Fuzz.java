package lacuna.cli.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Mutants of the seeds, one after the other; {@code bench/fuzz} runs it, and again where a mutant ends the JVM. */
final class Fuzz {
    /** The exit code of a JVM that a mutant made hang or fill its memory: the next begins behind that mutant. */
    private static final int AGAIN = 77;

    private static final long MOST_NANOS = 2_000_000_000L;
    private static final long HANGS_AFTER = 15 * MOST_NANOS;
    private static final long PACE = 250;

    private final List<byte[]> seeds = new ArrayList<>();
    private final Path folder;
    private final Path mutant;
    private volatile long number = -1;
    private volatile long begunAt;

    private long reported;
    private long refused;
    private long defects;

    private Fuzz(Path folder, String kind) throws IOException {
        this.folder = folder;
        this.mutant = Files.createTempFile("lacuna-fuzz", ".mutant");
        for (Path seed : Seeds.in(folder.resolve("seeds"))) {
            String ending = kind.equals("snapshot") ? ".lacuna" : kind.equals("core") ? ".core" : "";
            if (seed.toString().endsWith(ending)) {
                seeds.add(Files.readAllBytes(seed));
            }
        }
        if (seeds.isEmpty()) {
            throw new IllegalStateException("no seeds of kind " + kind + " in " + folder);
        }
    }

    /** FOLDER KIND FIRST END: the mutants from FIRST up to, without, END. */
    public static void main(String[] arguments) throws IOException {
        Fuzz fuzz = new Fuzz(Path.of(arguments[0]), arguments[1]);
        Thread worker = Thread.currentThread();
        Thread.ofPlatform().daemon().start(() -> fuzz.watch(worker));
        fuzz.run(Long.parseLong(arguments[2]), Long.parseLong(arguments[3]));
        fuzz.tell();
        Runtime.getRuntime().halt(0);
    }

    private void run(long first, long end) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        // The first is slow whatever it is: classes are being loaded.
        Files.write(mutant, seeds.getFirst());
        Ordeal.of(mutant);
        for (long each = first; each < end; each++) {
            SplittableRandom random = new SplittableRandom(each);
            byte[] bytes = Mutator.mutant(random, seeds.get(random.nextInt(seeds.size())));
            Files.write(mutant, bytes);
            long cpu = threads.getCurrentThreadCpuTime();
            begunAt = System.nanoTime();
            number = each;
            try {
                switch (Ordeal.of(mutant)) {
                    case REPORTED -> reported++;
                    case REFUSED -> refused++;
                }
            } catch (OutOfMemoryError | StackOverflowError e) {
                number = -1;
                defect(each, bytes, e);
                tell();
                Runtime.getRuntime().halt(AGAIN);
            } catch (RuntimeException | Error e) {
                defect(each, bytes, e);
            }
            number = -1;
            long taken = threads.getCurrentThreadCpuTime() - cpu;
            if (taken > MOST_NANOS) {
                defect(each, bytes, new Ordeal.Defect("took " + taken / 1_000_000 + " ms of CPU"));
            }
        }
        Files.delete(mutant);
    }

    private void defect(long each, byte[] bytes, Throwable what) throws IOException {
        defects++;
        Path kept = Files.createDirectories(folder.resolve("defects")).resolve(String.valueOf(each));
        Files.write(kept, bytes);
        System.out.println("DEFECT only=" + each + " kept as " + kept + ": " + what);
        StackTraceElement[] trace = what.getStackTrace();
        for (int i = 0; i < Math.min(8, trace.length); i++) {
            System.out.println("    at " + trace[i]);
        }
        System.out.flush();
    }

    private void watch(Thread worker) {
        while (true) {
            try {
                Thread.sleep(PACE);
            } catch (InterruptedException e) {
                return;
            }
            long each = number;
            if (each >= 0 && System.nanoTime() - begunAt > HANGS_AFTER && number == each) {
                try {
                    Ordeal.Defect hang = new Ordeal.Defect("hangs");
                    hang.setStackTrace(worker.getStackTrace());
                    defect(each, Files.readAllBytes(mutant), hang);
                } catch (IOException e) {
                    System.out.println("DEFECT only=" + each + ": hangs");
                }
                tell();
                Runtime.getRuntime().halt(AGAIN);
            }
        }
    }

    private void tell() {
        System.out.println("SUM reported=" + reported + " refused=" + refused + " defects=" + defects);
        System.out.flush();
    }
}
