package lacuna.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.map.MapOptions;
import lacuna.heap.snapshot.Snapshot;
import lacuna.report.heap.HeapJson;
import lacuna.report.heap.HeapText;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code lacuna heap}: where the bytes of malloc are, and where the holes. */
final class HeapCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.reporting("heap")
                .addPositional(Target.argument())
                .addOption(Options.flag("--arenas", "List every arena."))
                .addOption(Options.flag("--details", "Print each heap's tables in its own terms."))
                .addOption(Options.flag("--sizes", "List live blocks by size, where a leak would show."))
                .addOption(Options.flag(
                        "--holes", "List holes by size, how full the pages are, and what keeps heaps from shrinking."))
                .addOption(Options.maxPause());
        spec.usageMessage()
                .header("Where the bytes of malloc are, and where the holes.")
                .description("Walks the heap of glibc from outside, without symbols, and gives every resident byte a "
                        + "name: live, cached, free, top, the allocator's own, and every other mapping.")
                .footer(
                        "",
                        "Examples:",
                        "  lacuna heap 4711            one screen",
                        "  lacuna heap 4711 --holes    where the holes are, and what pins them",
                        "  lacuna heap core.4711       the same of an ELF core, or of a snapshot",
                        "  lacuna heap 4711 --json     schema lacuna.heap/1");
        return spec;
    }

    @Override
    public int run(ParseResult arguments, Shell shell) {
        HeapExamination examined = examine(arguments, shell);
        if (Options.jsonWanted(arguments)) {
            HeapJson.write(examined, shell.out());
            return ExitCode.DONE;
        }
        HeapText text = new HeapText(examined, shell.canvas(arguments));
        print(text.summary(), shell);
        if (arguments.hasMatchedOption("--arenas")) {
            printMore(text.arenas(), shell);
        }
        if (arguments.hasMatchedOption("--details")) {
            printMore(text.details(), shell);
        }
        if (arguments.hasMatchedOption("--sizes")) {
            printMore(text.sizes(), shell);
        }
        if (arguments.hasMatchedOption("--holes")) {
            printMore(text.holes(), shell);
        }
        return ExitCode.DONE;
    }

    private static HeapExamination examine(ParseResult arguments, Shell shell) {
        return switch (Target.of(arguments)) {
            case Target.Core(Path file) -> HeapExamination.ofCore(file);
            case Target.Taken(Path file) -> Snapshot.examinationOf(file);
            case Target.Running(int pid) -> {
                Duration most = arguments.matchedOptionValue("--max-pause", HeapOptions.DEFAULT.maxPause());
                yield HeapExamination.ofProcess(shell.proc(), pid, new HeapOptions(most, MapOptions.DEFAULT));
            }
        };
    }

    private static void printMore(List<String> lines, Shell shell) {
        shell.out().println();
        print(lines, shell);
    }

    private static void print(List<String> lines, Shell shell) {
        lines.forEach(shell.out()::println);
    }
}
