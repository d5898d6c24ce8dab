package lacuna.report.map;

import lacuna.heap.map.Finding;
import lacuna.report.text.ByteSize;

/** Findings as sentences. */
final class MapWords {
    private MapWords() {}

    /** "41 thread-arena heaps hold 1.9 GiB resident"; the words of bytes follow what the map is weighed by. */
    static String sentence(Finding finding, MapWeight weight) {
        String bytes = ByteSize.of(finding.bytes()) + (finding.kind().countsResidentBytes() ? " " + weight.word() : "");
        String sentence = finding.kind().template().formatted(finding.count(), bytes);
        return finding.detail().isEmpty() ? sentence : sentence + " (" + finding.detail() + ")";
    }
}
