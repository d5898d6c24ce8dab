package lacuna.cli.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.snapshot.SnapshotDestination;
import lacuna.heap.snapshot.SnapshotTaking;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;

/**
 * Snapshots and cores of small programs of the testbed, made when they are first needed and kept in a folder: a mutant is
 * the same again as long as its seed is.
 */
final class Seeds {
    /** A core of more than this takes too long to be one of a hundred thousand. */
    private static final long MOST_BYTES = 16 << 20;

    private Seeds() {}

    /** Those in {@code folder} by their names, after it was filled where it is empty. */
    static List<Path> in(Path folder) {
        try {
            Files.createDirectories(folder);
            if (listed(folder).isEmpty()) {
                programs().forEach((name, program) -> make(folder, name, program));
            }
            return listed(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Supplier<TargetProgram>> programs() {
        Map<String, Supplier<TargetProgram>> programs = new TreeMap<>();
        programs.put("glibc", () -> Target.c("heap_shapes.c", "cached", "mapped"));
        programs.put("glibc-threads", () -> Target.c("thread_memory.c", "3", "2"));
        programs.put("glibc-holes", () -> Target.c("fragmented.c", "503"));
        programs.put("none", () -> Target.c("no_malloc.c"));
        for (String other : List.of("-ljemalloc", "-l:libmimalloc.so.2")) {
            List<String> flags = List.of("-Wl,--no-as-needed", other);
            programs.put(other.replaceAll("-l:?(lib)?|[.].*", ""), () -> Target.c("fragmented.c", flags, "503"));
        }
        String rest = "import time; print('ready', flush=True); time.sleep(3600)";
        programs.put("python", () -> Target.command("python3", "-c", rest));
        programs.put(
                "php", () -> Target.command("php", "-n", "-r", "$a = range(1, 5000); echo \"ready\\n\"; sleep(3600);"));
        return programs;
    }

    private static void make(Path folder, String name, Supplier<TargetProgram> program) {
        try (Target target = program.get().start()) {
            target.atRest();
            Path taken = folder.resolve(name + ".lacuna");
            new SnapshotTaking(new SnapshotDestination(taken, SnapshotDestination.Overwrite.REFUSED), "lacuna fuzz")
                    .ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT);
            core(folder, name, target.pid());
        } catch (IllegalStateException missing) {
            System.err.println("fuzz: no seed " + name + ": " + missing.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void core(Path folder, String name, int pid) throws IOException {
        Path made = folder.resolve("core." + pid);
        Process gcore = new ProcessBuilder("gcore", "-o", folder.resolve("core").toString(), String.valueOf(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            gcore.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long size = Files.exists(made) ? Files.size(made) : 0;
        if (size == 0 || size > MOST_BYTES) {
            Files.deleteIfExists(made);
            System.err.println("fuzz: no core of " + name + ": gcore wrote none, or one that is too large: " + size);
            return;
        }
        Files.move(made, folder.resolve(name + ".core"));
    }

    private static List<Path> listed(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.filter(file -> file.toString().endsWith(".lacuna")
                            || file.toString().endsWith(".core"))
                    .sorted()
                    .toList());
        }
    }
}
