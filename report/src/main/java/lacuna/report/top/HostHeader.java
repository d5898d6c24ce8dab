package lacuna.report.top;

import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import lacuna.linux.host.Pressure;
import lacuna.linux.text.ByteSize;
import lacuna.report.text.Canvas;
import lacuna.report.text.Counted;
import lacuna.report.text.Printable;
import lacuna.watch.sample.HostMemory;
import lacuna.watch.sample.HostView;

/** The lines above the table: what the host has, what its kernel holds, and whether anyone waits for memory. */
final class HostHeader {
    private static final int BAR_COLUMNS = 20;
    private static final int LEAST_WORDS = 20;

    private HostHeader() {}

    static List<String> lines(HostView view, Canvas canvas) {
        HostMemory host = view.host();
        List<String> title = List.of(
                Printable.of(host.name()),
                Printable.of(host.kernel()),
                Counted.of(host.cpus(), "CPU"),
                Counted.of(view.coverage().processes(), "process"),
                DateTimeFormatter.ISO_INSTANT.format(view.at().truncatedTo(ChronoUnit.SECONDS)));
        return List.of(
                canvas.ink().heading(canvas.fit(String.join("  ", title), canvas.columns())),
                memory(host, canvas),
                kernel(host, canvas),
                stress(host, canvas));
    }

    private static String memory(HostMemory host, Canvas canvas) {
        List<String> parts = new ArrayList<>();
        if (host.total().isPresent() && host.available().isPresent()) {
            long used = host.total().getAsLong() - host.available().getAsLong();
            parts.add(ByteSize.of(used) + " of " + ByteSize.of(host.total().getAsLong()) + " in use");
            parts.add(ByteSize.of(host.available().getAsLong()) + " available");
            int room = canvas.columns() - "memory  [] ".length() - BAR_COLUMNS;
            if (room < LEAST_WORDS) {
                return "memory  " + joined(parts, canvas.columns() - "memory  ".length());
            }
            String bar = canvas.glyphs().bar(used, host.total().getAsLong(), BAR_COLUMNS);
            String padded = canvas.ink().accent(bar) + " ".repeat(BAR_COLUMNS - Printable.width(bar));
            return "memory  [" + padded + "] " + joined(parts(host, parts), room);
        }
        return "memory  " + joined(parts(host, parts), canvas.columns() - "memory  ".length());
    }

    private static List<String> parts(HostMemory host, List<String> parts) {
        add(parts, host.anon(), "anon");
        add(parts, host.pageCache(), "cache");
        add(parts, host.shmem(), "shmem");
        if (host.swapTotal().orElse(0) > 0 && host.swapFree().isPresent()) {
            add(
                    parts,
                    OptionalLong.of(
                            host.swapTotal().getAsLong() - host.swapFree().getAsLong()),
                    "swapped");
        }
        return parts;
    }

    private static String kernel(HostMemory host, Canvas canvas) {
        List<String> parts = new ArrayList<>();
        String fixed = host.slabUnreclaimable().isPresent()
                ? " slab (" + ByteSize.of(host.slabUnreclaimable().getAsLong()) + " unreclaimable)"
                : " slab";
        host.slab().ifPresent(bytes -> parts.add(ByteSize.of(bytes) + fixed));
        add(parts, host.pageTables(), "page tables");
        add(parts, host.kernelStack(), "stacks");
        return "kernel  " + joined(parts, canvas.columns() - "kernel  ".length());
    }

    /** Whether anybody waits for memory, and whether the free memory is any good for huge pages. */
    private static String stress(HostMemory host, Canvas canvas) {
        List<String> parts = new ArrayList<>();
        host.pressure().ifPresent(pressure -> {
            parts.add("some task waited for memory " + percent(pressure.some()) + " of the last 10 s");
            pressure.full().ifPresent(full -> parts.add("all tasks " + percent(full)));
        });
        host.fragmentation()
                .ifPresent(share -> parts.add(
                        String.format(Locale.ROOT, "%.0f %% of free memory in pieces under 2 MiB", share * 100)));
        String line = "stress  " + joined(parts, canvas.columns() - "stress  ".length());
        boolean alarming =
                host.pressure().stream().anyMatch(pressure -> pressure.some().average10() >= 1);
        return alarming ? canvas.ink().alarm(line) : line;
    }

    private static String percent(Pressure.Stall stall) {
        return String.format(Locale.ROOT, "%.1f %%", stall.average10());
    }

    private static void add(List<String> parts, OptionalLong bytes, String what) {
        bytes.ifPresent(value -> parts.add(ByteSize.of(value) + " " + what));
    }

    /** As many of {@code parts} as there is room for: the first ones say most. */
    private static String joined(List<String> parts, int columns) {
        StringBuilder line = new StringBuilder();
        for (String part : parts) {
            String next = line.isEmpty() ? part : ", " + part;
            if (line.length() + next.length() > columns) {
                break;
            }
            line.append(next);
        }
        return line.toString();
    }
}
