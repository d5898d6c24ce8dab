package lacuna.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.map.MapOptions;
import lacuna.heap.snapshot.Snapshot;
import lacuna.linux.file.WholeFile;
import lacuna.report.heap.HeapDetailText;
import lacuna.report.heap.HeapJson;
import lacuna.report.heap.HeapSvg;
import lacuna.report.heap.HeapText;
import lacuna.report.text.Canvas;
import lacuna.report.text.Durations;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code lacuna heap}: where the bytes of malloc are, and where the holes. */
final class HeapCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.reporting("heap")
                .addPositional(Target.argument())
                .addOption(Options.flag("--arenas", "List every arena."))
                .addOption(Options.flag(
                        "--threads", "List threads: where each allocates from, what it keeps for itself, its stack."))
                .addOption(Options.flag("--details", "Print each heap's tables in its own terms."))
                .addOption(Options.flag("--sizes", "List blocks in use and freed by size, where a leak would show."))
                .addOption(Options.flag(
                        "--holes",
                        "List what stays when free memory is given back, holes by size, how full the pages are, and "
                                + "what keeps heaps from shrinking."))
                .addOption(Options.value("--svg", "FILE", "Draw every page by what lives on it to FILE as well.")
                        .build())
                .addOption(Options.maxPause());
        spec.usageMessage()
                .header("Where the bytes of malloc are, and where the holes.")
                .description(
                        "Walks the heaps of a process (glibc, PHP, Python, jemalloc, Java, musl) from outside, without symbols, "
                                + "and gives every resident byte a "
                                + "name: live, cached, free, top, the allocator's own, and every other mapping.")
                .footer(
                        "",
                        "Examples:",
                        "  lacuna heap 4711            one screen",
                        "  lacuna heap 4711 --holes    where the holes are, and what pins them",
                        "  lacuna heap 4711 --svg heap.svg",
                        "                              every page in the colour of what lives on it",
                        "  lacuna heap core.4711       the same of an ELF core, or of a snapshot",
                        "  lacuna heap 4711 --json     schema lacuna.heap/1");
        return spec;
    }

    @Override
    public int run(ParseResult arguments, Shell shell) {
        Optional<Path> picture = Options.file("--svg", arguments);
        picture.ifPresent(WholeFile::check);
        HeapExamination examined =
                examine(arguments, shell, picture.isEmpty() ? HeapOptions.Picture.NONE : HeapOptions.Picture.PAGES);
        picture.ifPresent(file -> WholeFile.write(file, HeapSvg.of(examined)));
        if (Options.jsonWanted(arguments)) {
            HeapJson.write(examined, shell.out());
            return ExitCode.DONE;
        }
        Canvas canvas = shell.canvas(arguments);
        print(new HeapText(examined, canvas).summary(), shell);
        HeapDetailText more = new HeapDetailText(examined, canvas);
        printIf("--arenas", more::arenas, arguments, shell);
        printIf("--threads", more::threads, arguments, shell);
        printIf("--details", more::details, arguments, shell);
        printIf("--sizes", more::sizes, arguments, shell);
        printIf("--holes", more::holes, arguments, shell);
        return ExitCode.DONE;
    }

    private static HeapExamination examine(ParseResult arguments, Shell shell, HeapOptions.Picture picture) {
        return switch (Target.of(arguments)) {
            case Target.Core(Path file) -> HeapExamination.ofCore(file, picture);
            case Target.Taken(Path file) -> Snapshot.examinationOf(file, picture);
            case Target.Running(int pid) -> {
                Duration most = arguments.matchedOptionValue("--max-pause", HeapOptions.DEFAULT.maxPause());
                HeapOptions options = new HeapOptions(most, MapOptions.DEFAULT)
                        .with(picture)
                        .telling((process, about, what) -> shell.note("stopping process " + process + " for about "
                                + Durations.ofMicros(about.toNanos() / 1000) + " to read " + what));
                yield HeapExamination.ofProcess(shell.proc(), pid, options);
            }
        };
    }

    private static void printIf(String option, Supplier<List<String>> lines, ParseResult arguments, Shell shell) {
        if (arguments.hasMatchedOption(option)) {
            shell.out().println();
            print(lines.get(), shell);
        }
    }

    private static void print(List<String> lines, Shell shell) {
        lines.forEach(shell.out()::println);
    }
}
