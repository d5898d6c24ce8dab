package lacuna.heap.glibc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.image.LiveImage;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found without symbols is what a debugger reads with them. */
class DebuggerAgreesTest {
    private static final Pattern ANSWER = Pattern.compile("(?m)^(\\w+)=(-?\\d+)$");
    private static final String QUESTIONS = """
            printf "main_arena=%lu\\n", (unsigned long) &main_arena
            printf "mp=%lu\\n", (unsigned long) &mp_
            printf "top=%lu\\n", (unsigned long) main_arena.top
            printf "system=%lu\\n", main_arena.system_mem
            printf "most=%lu\\n", main_arena.max_system_mem
            printf "attached=%lu\\n", main_arena.attached_threads
            printf "trim_threshold=%lu\\n", mp_.trim_threshold
            printf "mmap_threshold=%lu\\n", mp_.mmap_threshold
            printf "fixed=%d\\n", mp_.no_dyn_threshold
            printf "mapped=%lu\\n", mp_.mmapped_mem
            printf "mapped_count=%d\\n", mp_.n_mmaps
            printf "sbrk_base=%lu\\n", (unsigned long) mp_.sbrk_base
            printf "cache_count=%lu\\n", mp_.tcache_count
            set $arena = main_arena.next
            set $index = 1
            while $arena != &main_arena
              printf "arena_%d=%lu\\n", $index, (unsigned long) $arena
              printf "arena_%d_system=%lu\\n", $index, $arena->system_mem
              set $index = $index + 1
              set $arena = $arena->next
            end
            printf "arenas=%d\\n", $index
            """;

    @TempDir
    private Path folder;

    static Stream<TargetProgram> programs() {
        return Stream.of(
                Target.c("no_malloc.c"),
                Target.c("heap_shapes.c", "small", "threads", "mapped", "foreign"),
                Target.c("heap_shapes.c", "noncontiguous", "manyheaps", "memalign"),
                Target.c("retained.c"),
                Target.command("/usr/bin/python3", "-c", "import time; print('ready', flush=True); time.sleep(600)"));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theTablesAndWhatTheyHoldAreThoseThatTheDebuggerSees(TargetProgram program) throws IOException {
        try (Target target = program.start();
                ProcReader reader = new ProcReader(ProcRoot.host());
                LiveImage image = LiveImage.of(
                        ProcRoot.host(),
                        reader,
                        target.pid(),
                        reader.maps(target.pid()).toOptional().orElseThrow())) {
            Map<String, Long> said = debugger(target.pid());
            assumeTrue(said.containsKey("arenas"), "gdb or the symbols of libc are not here");

            Place place = new Finder(image).places().getFirst();
            MemoryWindow memory = new MemoryWindow(image::read, MemoryWindow.GLANCE);
            List<Arena> arenas = ArenaRing.from(memory, place.mainArena(), place.layout())
                    .orElseThrow()
                    .arenas();
            assertThat(found(place, arenas)).containsExactlyInAnyOrderEntriesOf(said);
        }
    }

    private static Map<String, Long> found(Place place, List<Arena> arenas) {
        Arena main = arenas.getFirst();
        Parameters parameters = place.parameters();
        Map<String, Long> found = new HashMap<>(Map.of(
                "main_arena", place.mainArena(),
                "mp", parameters.address(),
                "top", main.top(),
                "system", main.systemMemory(),
                "most", main.maxSystemMemory(),
                "attached", main.attachedThreads().orElseThrow(),
                "arenas", (long) arenas.size()));
        found.putAll(Map.of(
                "trim_threshold", parameters.trimThreshold(),
                "mmap_threshold", parameters.mmapThreshold(),
                "fixed", (long) parameters.noDynamicThreshold(),
                "mapped", parameters.mappedBytes(),
                "mapped_count", (long) parameters.mappedCount(),
                "sbrk_base", parameters.sbrkBase(),
                "cache_count", parameters.cacheCount()));
        for (int i = 1; i < arenas.size(); i++) {
            found.put("arena_" + i, arenas.get(i).address());
            found.put("arena_" + i + "_system", arenas.get(i).systemMemory());
        }
        return found;
    }

    private Map<String, Long> debugger(int pid) throws IOException {
        List<String> command = new ArrayList<>(List.of("gdb", "-nx", "-batch", "-iex", "set debuginfod enabled off"));
        Path questions = Files.writeString(folder.resolve("questions"), QUESTIONS);
        command.addAll(List.of("-p", String.valueOf(pid), "-x", questions.toString()));
        Process gdb = new ProcessBuilder(command).redirectErrorStream(true).start();
        Map<String, Long> answers = new HashMap<>();
        String said = new String(gdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        for (Matcher answer = ANSWER.matcher(said); answer.find(); ) {
            answers.put(answer.group(1), Long.parseLong(answer.group(2)));
        }
        gdb.onExit().join();
        return answers;
    }
}
