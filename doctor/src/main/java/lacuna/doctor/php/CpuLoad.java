package lacuna.doctor.php;

import java.util.Locale;
import java.util.OptionalDouble;
import lacuna.linux.host.HostReader;
import lacuna.linux.host.Pressure;

/**
 * Whether the processors have room for more workers.
 *
 * @param waiting percent of the last minute in which something that could run waited for a processor; absent where the
 *     kernel does not count it
 * @param running what runs or could run at this moment
 */
record CpuLoad(OptionalDouble waiting, long running, int processors) {
    static final CpuLoad UNKNOWN = new CpuLoad(OptionalDouble.empty(), 0, 0);

    /** From here on each new worker takes its time from the others. */
    private static final double MUCH = 25;

    static CpuLoad of(HostReader reader) {
        OptionalDouble waiting = reader.pressure(Pressure.Resource.CPU)
                .toOptional()
                .map(pressure -> OptionalDouble.of(
                        Math.max(pressure.some().average10(), pressure.some().average60())))
                .orElse(OptionalDouble.empty());
        return reader.kernelStat()
                .toOptional()
                .map(stat -> new CpuLoad(waiting, stat.processesRunning().orElse(0), stat.processors()))
                .orElse(new CpuLoad(waiting, 0, 0));
    }

    /** By how long runnable ones wait; without that figure, by how many there are for each processor. */
    boolean isSaturated() {
        return waiting.isPresent() ? waiting.getAsDouble() >= MUCH : processors > 0 && running > 2L * processors;
    }

    String words() {
        return waiting.isPresent()
                ? String.format(
                        Locale.ROOT,
                        "for %.0f %% of the time something that could run waited for one of %d processors",
                        waiting.getAsDouble(),
                        processors)
                : running + " want to run on " + processors + " processors";
    }
}
