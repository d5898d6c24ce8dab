package lacuna.linux.host;

import java.time.Instant;
import java.util.OptionalLong;
import lacuna.linux.text.Ascii;

/** /proc/stat: when the host booted, and what its processors did since, in clock ticks. */
public record KernelStat(
        Instant bootTime,
        int processors,
        Ticks ticks,
        OptionalLong contextSwitches,
        OptionalLong processesStarted,
        OptionalLong processesRunning,
        OptionalLong processesBlocked) {

    /** All processors together. */
    public record Ticks(long user, long nice, long system, long idle, long iowait, long irq, long softirq, long steal) {
        public long total() {
            return user + nice + system + idle + iowait + irq + softirq + steal;
        }
    }

    static KernelStat parse(Ascii text) {
        text.expectWholeLines();
        text.expect("cpu ");
        Ticks ticks = new Ticks(
                number(text),
                number(text),
                number(text),
                number(text),
                number(text),
                number(text),
                number(text),
                number(text));
        text.skipLine();
        int processors = 0;
        OptionalLong bootTime = OptionalLong.empty();
        OptionalLong contextSwitches = OptionalLong.empty();
        OptionalLong started = OptionalLong.empty();
        OptionalLong running = OptionalLong.empty();
        OptionalLong blocked = OptionalLong.empty();
        while (!text.atEnd()) {
            if (text.take("cpu")) {
                processors++;
            } else if (text.take("btime ")) {
                bootTime = OptionalLong.of(text.smallDecimal());
            } else if (text.take("ctxt ")) {
                contextSwitches = OptionalLong.of(text.decimal());
            } else if (text.take("processes ")) {
                started = OptionalLong.of(text.decimal());
            } else if (text.take("procs_running ")) {
                running = OptionalLong.of(text.decimal());
            } else if (text.take("procs_blocked ")) {
                blocked = OptionalLong.of(text.decimal());
            }
            text.skipLine();
        }
        if (bootTime.isEmpty()) {
            text.fail("no line btime");
        }
        return new KernelStat(
                Instant.ofEpochSecond(bootTime.orElse(0)),
                processors,
                ticks,
                contextSwitches,
                started,
                running,
                blocked);
    }

    private static long number(Ascii text) {
        text.skipSpaces();
        long ticks = text.decimal();
        // Eight of these are added up.
        if (ticks > Long.MAX_VALUE / 8) {
            text.fail("number too large");
            return 0;
        }
        return ticks;
    }
}
