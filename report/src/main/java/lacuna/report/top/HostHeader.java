package lacuna.report.top;

import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import lacuna.linux.host.Pressure;
import lacuna.report.text.ByteSize;
import lacuna.report.text.Canvas;
import lacuna.report.text.Printable;
import lacuna.watch.sample.HostMemory;
import lacuna.watch.sample.HostView;

/** The lines above the table: what the host has, what its kernel holds, and whether anyone waits for memory. */
final class HostHeader {
    private static final int BAR_COLUMNS = 24;

    private HostHeader() {}

    static List<String> lines(HostView view, Canvas canvas) {
        HostMemory host = view.host();
        List<String> lines = new ArrayList<>();
        lines.add(canvas.fit(
                canvas.ink().heading(Printable.of(host.name())) + "  " + host.kernel() + "  "
                        + counted(host.cpus(), "CPU") + "  "
                        + counted(view.coverage().processes(), "process") + "  "
                        + DateTimeFormatter.ISO_INSTANT.format(view.at().truncatedTo(ChronoUnit.SECONDS)),
                canvas.columns() + 16));
        lines.add(memory(host, canvas));
        lines.add(kernel(host, canvas));
        return lines;
    }

    private static String memory(HostMemory host, Canvas canvas) {
        StringBuilder line = new StringBuilder("memory  ");
        if (host.total().isPresent() && host.available().isPresent()) {
            long total = host.total().getAsLong();
            long used = total - host.available().getAsLong();
            String bar = canvas.glyphs().bar(used, total, BAR_COLUMNS);
            line.append('[').append(canvas.ink().accent(bar)).append(" ".repeat(BAR_COLUMNS - Printable.width(bar)));
            line.append("] ")
                    .append(ByteSize.of(used))
                    .append(" of ")
                    .append(ByteSize.of(total))
                    .append(" in use, ");
            line.append(ByteSize.of(host.available().getAsLong())).append(" available");
        }
        part(line, host.anon(), "anonymous");
        part(line, host.pageCache(), "page cache");
        part(line, host.shmem(), "shared memory");
        if (host.swapTotal().orElse(0) > 0 && host.swapFree().isPresent()) {
            part(
                    line,
                    OptionalLong.of(
                            host.swapTotal().getAsLong() - host.swapFree().getAsLong()),
                    "swapped");
        }
        return line.toString();
    }

    private static String kernel(HostMemory host, Canvas canvas) {
        StringBuilder line = new StringBuilder("kernel  ");
        line.append(host.slab().isPresent() ? ByteSize.of(host.slab().getAsLong()) + " slab" : "slab not shown");
        if (host.slabUnreclaimable().isPresent()) {
            line.append(" (")
                    .append(ByteSize.of(host.slabUnreclaimable().getAsLong()))
                    .append(" unreclaimable)");
        }
        part(line, host.pageTables(), "page tables");
        part(line, host.kernelStack(), "kernel stacks");
        host.fragmentation()
                .ifPresent(share -> line.append(String.format(
                        Locale.ROOT, ", %.0f %% of free memory too scattered for huge pages", share * 100)));
        host.pressure().ifPresent(pressure -> line.append(waiting(pressure, canvas)));
        return line.toString();
    }

    private static String waiting(Pressure pressure, Canvas canvas) {
        StringBuilder text =
                new StringBuilder("pressure ").append(percent(pressure.some())).append(" some");
        pressure.full()
                .ifPresent(full -> text.append(", ").append(percent(full)).append(" full"));
        text.append(" (10 s)");
        return ", " + (pressure.some().average10() >= 1 ? canvas.ink().alarm(text.toString()) : text);
    }

    private static String percent(Pressure.Stall stall) {
        return String.format(Locale.ROOT, "%.2f %%", stall.average10());
    }

    private static void part(StringBuilder line, OptionalLong bytes, String what) {
        bytes.ifPresent(value ->
                line.append(", ").append(ByteSize.of(value)).append(' ').append(what));
    }

    static String counted(long count, String what) {
        String plural = what.endsWith("s") ? what + "es" : what + "s";
        return count + " " + (count == 1 ? what : plural);
    }
}
