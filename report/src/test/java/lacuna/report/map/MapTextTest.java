package lacuna.report.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import lacuna.heap.map.Finding;
import lacuna.heap.map.KindTotal;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MapHeader;
import lacuna.heap.map.MappingKind;
import lacuna.heap.map.MemoryMap;
import lacuna.heap.map.Name;
import lacuna.heap.map.Sureness;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;
import lacuna.linux.proc.VmFlags;
import lacuna.report.text.Canvas;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

class MapTextTest {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    @Test
    void theHeaviestKindStandsFirst_andWhatStandsOutIsASentence() {
        assertThat(new MapText(process("mariadbd"), Canvas.plain(100)).summary())
                .containsExactly(
                        "mariadbd, process 4711  2026-03-01T12:00:00Z",
                        "RSS 1.9 GiB, PSS 1.9 GiB, 2.8 GiB mapped in 43 mappings",
                        "",
                        "    RSS      PSS    DIRTY     SIZE  COUNT                        WHAT",
                        "1.9 GiB  1.9 GiB  1.9 GiB  2.6 GiB     41  ███████████████████▉  thread-arena heap",
                        " 10 MiB   10 MiB   10 MiB  200 MiB      2  ▏                     library text",
                        "",
                        "▲ 41 thread-arena heaps hold 1.9 GiB resident",
                        "",
                        "Figures from smaps, exact as of then.",
                        "Every mapping with --all; a kind with '?' is recognised by its shape alone.");
    }

    @Test
    void everyMappingIsListedWithWhatItsNameRestsOn() {
        assertThat(new MapText(process("mariadbd"), Canvas.plain(110)).detail())
                .containsExactly(
                        "ADDRESS       ACCESS     SIZE      RSS      PSS    DIRTY  WHAT",
                        "7f0000000000  rw-p     64 MiB   47 MiB   47 MiB   47 MiB  thread-arena heap: 2 heaps",
                        "7f1000000000  r-xp    2.0 MiB  1.0 MiB  1.0 MiB  1.0 MiB  library text?  /usr/lib/libc.so.6 (deleted)");
    }

    @Test
    void aCoreIsToldBySizesAndSaysSo() {
        MemoryMap core = core();
        assertThat(new MapText(core, Canvas.plain(100)).summary())
                .contains(
                        "   SIZE  COUNT                        WHAT",
                        "1.0 GiB      1  ████████████████████  main heap",
                        "Figures are sizes: a core does not tell what was resident.",
                        "Missing: the file is truncated: 4096 bytes are not in it.");
    }

    @Test
    void thePictureIsWellFormed_alsoWhereAProcessHasAHostileName()
            throws IOException, SAXException, ParserConfigurationException {
        Document picture = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        MapSvg.of(process("<script>\"&'\u0007")).getBytes(StandardCharsets.UTF_8)));
        assertThat(picture.getDocumentElement().getTextContent())
                .contains("<script>\"&'?, process 4711")
                .contains("thread-arena heap")
                .contains("1.9 GiB");
        assertThat(picture.getElementsByTagName("script").getLength()).isZero();
    }

    private static MemoryMap process(String name) {
        MemoryFigures heaps = figures(1950 * MIB);
        MemoryFigures text = figures(10 * MIB);
        MemoryFigures all = heaps.copy();
        all.add(text);
        return new MemoryMap(
                new MapHeader(
                        OptionalInt.of(4711),
                        name,
                        "process 4711",
                        Optional.of(Instant.parse("2026-03-01T12:00:00Z")),
                        MapHeader.Method.SMAPS,
                        List.of()),
                List.of(
                        entry(
                                0x7f0000000000L,
                                64 * MIB,
                                3,
                                "",
                                MappingKind.ARENA_HEAP,
                                Sureness.CONFIRMED,
                                "2 heaps",
                                47 * MIB),
                        entry(
                                0x7f1000000000L,
                                2 * MIB,
                                5,
                                "/usr/lib/libc.so.6",
                                MappingKind.LIBRARY_TEXT,
                                Sureness.BY_SHAPE,
                                "",
                                MIB)),
                List.of(
                        new KindTotal(MappingKind.LIBRARY_TEXT, 2, 200 * MIB, Optional.of(text)),
                        new KindTotal(MappingKind.ARENA_HEAP, 41, 41 * 64 * MIB, Optional.of(heaps))),
                new MemoryMap.Total(43, 41 * 64 * MIB + 200 * MIB, Optional.of(all)),
                List.of(new Finding(Finding.Kind.MANY_ARENA_HEAPS, 41, 1950 * MIB, "")));
    }

    private static MemoryMap core() {
        return new MemoryMap(
                new MapHeader(
                        OptionalInt.of(1),
                        "x",
                        "core",
                        Optional.empty(),
                        MapHeader.Method.CORE,
                        List.of("the file is truncated: 4096 bytes are not in it")),
                List.of(),
                List.of(new KindTotal(MappingKind.MAIN_HEAP, 1, GIB, Optional.empty())),
                new MemoryMap.Total(1, GIB, Optional.empty()),
                List.of());
    }

    private static MapEntry entry(
            long start,
            long size,
            int access,
            String path,
            MappingKind kind,
            Sureness sureness,
            String note,
            long rss) {
        return new MapEntry(
                new Mapping(start, start + size, access, 0, 0, 0, path.isEmpty() ? 0 : 1, path, !path.isEmpty()),
                new Name(kind, sureness, note),
                Optional.of(figures(rss)),
                VmFlags.NOT_PRINTED);
    }

    private static MemoryFigures figures(long rss) {
        MemoryFigures figures = new MemoryFigures();
        figures.set(MemoryField.RSS, rss);
        figures.set(MemoryField.PSS, rss);
        figures.set(MemoryField.PRIVATE_DIRTY, rss);
        return figures;
    }
}
