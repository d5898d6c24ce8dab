package lacuna.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "map", mixinStandardHelpOptions = true)
final class MapCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private OutputOptions output;

    @Parameters(paramLabel = "TARGET")
    private String target;

    @Option(names = "--all")
    private boolean all;

    @Option(names = "--svg")
    private Optional<Path> svg = Optional.empty();

    MapCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        shell.note(target + all + svg + output.jsonWanted());
        return 0;
    }
}
