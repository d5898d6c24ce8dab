package lacuna.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import lacuna.heap.map.MapOptions;
import lacuna.heap.map.MemoryMap;
import lacuna.linux.CannotExamine;
import lacuna.report.map.MapJson;
import lacuna.report.map.MapSvg;
import lacuna.report.map.MapText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lacuna map}: what every mapping of a process or a core is. */
@Command(
        name = "map",
        mixinStandardHelpOptions = true,
        header = "What the memory of a process or a core is.",
        description = "Names every mapping for what it is: heaps, thread stacks, libraries, files, shared memory. Sums "
                + "by kind first; --all lists the mappings.",
        footer = {
            "",
            "Examples:",
            "  lacuna map 4711                     the sums, and what stands out",
            "  lacuna map $(pidof mariadbd) --all  every mapping",
            "  lacuna map core.4711                an ELF core: sizes only",
            "  lacuna map 4711 --svg map.svg       the same as a picture",
            "",
            "Reading does no harm: smaps is read in small pieces; a process over --largest is read from its",
            "page tables in windows with pauses, which tells no PSS; absent pages are never touched."
        })
final class MapCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private OutputOptions output;

    @Parameters(paramLabel = "TARGET", description = "A process by its PID, or an ELF core by its file.")
    private String target;

    @Option(names = "--all", description = "List every mapping after the sums.")
    private boolean all;

    @Option(names = "--svg", paramLabel = "FILE", description = "Write the sums as a picture to FILE as well.")
    private Optional<Path> svg = Optional.empty();

    @Option(
            names = "--largest",
            paramLabel = "SIZE",
            defaultValue = "8GiB",
            converter = SizeArgument.class,
            description = "Read processes with more resident memory from their page tables. Default: ${DEFAULT-VALUE}.")
    private long largest;

    MapCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        MemoryMap map = examine();
        svg.ifPresent(file -> write(file, MapSvg.of(map)));
        if (output.jsonWanted()) {
            MapJson.write(map, shell.out());
            return ExitCode.DONE;
        }
        MapText text = new MapText(map, shell.canvas(output));
        text.summary().forEach(shell.out()::println);
        if (all) {
            shell.out().println();
            text.detail().forEach(shell.out()::println);
        }
        return ExitCode.DONE;
    }

    private MemoryMap examine() {
        if (target.chars().allMatch(Character::isDigit)) {
            return MemoryMap.ofProcess(shell.proc(), pid(), new MapOptions(largest, InstantSource.system()));
        }
        return MemoryMap.ofCore(Path.of(target));
    }

    private int pid() {
        try {
            return Integer.parseInt(target);
        } catch (NumberFormatException tooLarge) {
            throw new CannotExamine("no such process", target, "name a process that runs");
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CannotExamine(
                    "cannot write %s".formatted(file), String.valueOf(e.getMessage()), "name another file");
        }
    }
}
