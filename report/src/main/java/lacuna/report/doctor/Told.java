package lacuna.report.doctor;

import java.util.Locale;
import lacuna.heap.block.Unit;
import lacuna.linux.text.ByteSize;

/** A figure as people read it. */
final class Told {
    private Told() {}

    static String of(long value, Unit unit) {
        return switch (unit) {
            case BYTES -> ByteSize.of(value);
            case COUNT -> String.format(Locale.ROOT, "%,d", value);
            case PERMILLE -> String.format(Locale.ROOT, "%.1f %%", value / 10.0);
            case ADDRESS -> "0x" + Long.toHexString(value);
        };
    }
}
