package lacuna.report.map;

import java.io.OutputStream;
import java.util.Optional;
import lacuna.heap.map.Finding;
import lacuna.heap.map.KindTotal;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MapHeader;
import lacuna.heap.map.MemoryMap;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.MemoryFigures;
import lacuna.report.json.JsonDocument;

/** {@code lacuna map --json}: schema lacuna.map/1. */
public final class MapJson {
    private static final int VERSION = 1;

    private final MemoryMap map;
    private final JsonDocument json;

    private MapJson(MemoryMap map, JsonDocument json) {
        this.map = map;
        this.json = json;
    }

    public static void write(MemoryMap map, OutputStream out) {
        try (JsonDocument json = JsonDocument.begin(out, "map", VERSION)) {
            new MapJson(map, json).write();
        }
    }

    private void write() {
        json.object("target", () -> target(map.header()));
        map.header().moment().ifPresent(at -> json.time("at", at));
        json.text("method", map.header().method().word());
        json.array("missing", () -> map.header().missing().forEach(json::element));
        json.object("total", () -> {
            json.number("count", map.total().count()).number("size", map.total().size());
            figures(map.total().figures());
        });
        json.array("kinds", () -> MapWeight.of(map).sorted(map).forEach(kind -> json.element(() -> kind(kind))));
        json.array("findings", () -> map.findings().forEach(finding -> json.element(() -> finding(finding))));
        json.array("mappings", () -> map.entries().forEach(entry -> json.element(() -> mapping(entry))));
    }

    private void target(MapHeader header) {
        header.pid().ifPresent(pid -> json.number("pid", pid));
        json.text("name", header.process()).text("description", header.target());
    }

    private void kind(KindTotal kind) {
        json.text("group", kind.kind().group().words())
                .text("kind", kind.kind().words())
                .number("count", kind.count())
                .number("size", kind.size());
        figures(kind.figures());
    }

    private void finding(Finding finding) {
        json.text("kind", finding.kind().word())
                .number("count", finding.count())
                .number("bytes", finding.bytes())
                .text("text", MapWords.sentence(finding, MapWeight.of(map)));
    }

    private void mapping(MapEntry entry) {
        Mapping mapping = entry.mapping();
        json.text("start", "0x" + Long.toHexString(mapping.start()))
                .text("end", "0x" + Long.toHexString(mapping.end()))
                .text("permissions", mapping.permissionLetters());
        if (mapping.isFile()) {
            json.number("offset", mapping.offset());
        }
        if (!mapping.path().isEmpty()) {
            json.text("path", mapping.path()).truth("deleted", mapping.deleted());
        }
        json.text("kind", entry.name().kind().words())
                .text("sureness", entry.name().sureness().words());
        if (!entry.name().note().isEmpty()) {
            json.text("note", entry.name().note());
        }
        json.number("size", mapping.length());
        figures(entry.figures());
    }

    private void figures(Optional<MemoryFigures> figures) {
        MapFigures.each(figures, json::number);
    }
}
