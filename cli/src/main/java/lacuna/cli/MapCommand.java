package lacuna.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import lacuna.heap.map.MapOptions;
import lacuna.heap.map.MemoryMap;
import lacuna.heap.snapshot.Snapshot;
import lacuna.linux.file.WholeFile;
import lacuna.report.map.MapJson;
import lacuna.report.map.MapSvg;
import lacuna.report.map.MapText;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code lacuna map}: what every mapping of a process or a core is. */
final class MapCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.reporting("map")
                .addPositional(Target.argument())
                .addOption(Options.flag("--all", "List every mapping after the sums."))
                .addOption(Options.value("--svg", "FILE", "Write the sums as a picture to FILE as well.")
                        .build())
                .addOption(Options.size(
                                "--largest",
                                "Read processes with more resident memory from their page tables. "
                                        + "Default: ${DEFAULT-VALUE}.")
                        .defaultValue("8GiB")
                        .build());
        spec.usageMessage()
                .header("What the memory of a process or a core is.")
                .description("Names every mapping for what it is: heaps, thread stacks, libraries, files, shared "
                        + "memory. Sums by kind first; --all lists the mappings.")
                .footer(
                        "",
                        "Examples:",
                        "  lacuna map 4711                     the sums, and what stands out",
                        "  lacuna map $(pidof mariadbd) --all  every mapping",
                        "  lacuna map core.4711                an ELF core: sizes only",
                        "  lacuna map 4711 --svg map.svg       the same as a picture",
                        "",
                        "Reading does no harm: smaps is read in small pieces; a process over --largest is read from its",
                        "page tables in windows with pauses, which tells no PSS; absent pages are never touched.");
        return spec;
    }

    @Override
    public int run(ParseResult arguments, Shell shell) {
        Optional<Path> picture = Options.file("--svg", arguments);
        picture.ifPresent(WholeFile::check);
        MemoryMap map = examine(arguments, shell);
        picture.ifPresent(file -> WholeFile.write(file, MapSvg.of(map)));
        if (Options.jsonWanted(arguments)) {
            MapJson.write(map, shell.out());
            return ExitCode.DONE;
        }
        MapText text = new MapText(map, shell.canvas(arguments));
        text.summary().forEach(shell.out()::println);
        if (arguments.hasMatchedOption("--all")) {
            shell.out().println();
            text.detail().forEach(shell.out()::println);
        }
        return ExitCode.DONE;
    }

    private static MemoryMap examine(ParseResult arguments, Shell shell) {
        return switch (Target.of(arguments)) {
            case Target.Core(Path file) -> MemoryMap.ofCore(file);
            case Target.Taken(Path file) -> Snapshot.mapOf(file);
            case Target.Running(int pid) -> {
                long largest = arguments.matchedOptionValue("--largest", MapOptions.DEFAULT.mostForSmaps());
                yield MemoryMap.ofProcess(shell.proc(), pid, new MapOptions(largest, InstantSource.system()));
            }
        };
    }
}
