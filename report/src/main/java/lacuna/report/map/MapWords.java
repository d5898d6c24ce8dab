package lacuna.report.map;

import lacuna.heap.map.Finding;
import lacuna.heap.map.MapHeader;
import lacuna.linux.text.ByteSize;

/** A map's title and its findings as sentences. */
final class MapWords {
    private MapWords() {}

    /** "mariadbd, process 4711": the name that people know before the kind of target. */
    static String title(MapHeader header) {
        return header.process().isEmpty() ? header.target() : header.process() + ", " + header.target();
    }

    /** "41 thread-arena heaps hold 1.9 GiB resident"; the words of bytes follow what the map is weighed by. */
    static String sentence(Finding finding, MapWeight weight) {
        String bytes = ByteSize.of(finding.bytes())
                + (finding.kind().measure() == Finding.Measure.WEIGHT ? " " + weight.word() : "");
        String sentence = finding.kind().template(finding.count()).formatted(finding.count(), bytes);
        return finding.detail().isEmpty() ? sentence : sentence + " (" + finding.detail() + ")";
    }
}
