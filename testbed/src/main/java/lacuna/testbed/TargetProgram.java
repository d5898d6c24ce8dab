package lacuna.testbed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What to start, and with which environment: made by {@link Target}, started by {@link #start}. */
public record TargetProgram(List<String> command, Map<String, String> environment) {
    public TargetProgram {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The same with the environment variable {@code name} set. */
    public TargetProgram with(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return new TargetProgram(command, more);
    }

    /** The same, run by {@code words}: a tool that ends by executing the rest of its command line, such as setpriv. */
    public TargetProgram under(String... words) {
        List<String> longer = new ArrayList<>(List.of(words));
        longer.addAll(command);
        return new TargetProgram(longer, environment);
    }

    /** Starts it and returns once it is ready. */
    public Target start() {
        return Target.start(this);
    }
}
