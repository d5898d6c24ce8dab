package lacuna.linux.host;

import java.util.Optional;
import lacuna.linux.text.Ascii;

/** How long tasks waited for a resource (PSI), of the host or of a cgroup. {@code full} is absent for cpu before 5.13. */
public record Pressure(Stall some, Optional<Stall> full) {
    /** What can be short. */
    public enum Resource {
        MEMORY("memory"),
        CPU("cpu"),
        IO("io");

        private final String file;

        Resource(String file) {
            this.file = file;
        }

        /** The file's name in /proc/pressure. */
        public String file() {
            return file;
        }
    }

    /** Percent of the last 10, 60 and 300 seconds, and microseconds since boot. */
    public record Stall(double average10, double average60, double average300, long totalMicros) {}

    public static Pressure parse(Ascii text) {
        text.expectWholeLines();
        text.expect("some ");
        Stall some = stall(text);
        Optional<Stall> full = text.take("full ") ? Optional.of(stall(text)) : Optional.empty();
        return new Pressure(some, full);
    }

    private static Stall stall(Ascii text) {
        text.expect("avg10=");
        double average10 = percent(text);
        text.expect(" avg60=");
        double average60 = percent(text);
        text.expect(" avg300=");
        double average300 = percent(text);
        text.expect(" total=");
        long total = text.decimal();
        text.expect('\n');
        return new Stall(average10, average60, average300, total);
    }

    /** The kernel prints just two places. */
    private static double percent(Ascii text) {
        long whole = text.smallDecimal();
        text.expect('.');
        int from = text.position();
        long hundredths = text.smallDecimal();
        if (text.position() - from != 2) {
            text.fail("not two digits after the point");
        }
        return (whole * 100 + hundredths) / 100.0;
    }
}
