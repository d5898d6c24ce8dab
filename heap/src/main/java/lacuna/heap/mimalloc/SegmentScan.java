package lacuna.heap.mimalloc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;
import lacuna.linux.proc.Mapping;

/**
 * Finds segments without symbols: each is aligned to 32 MiB and has a cookie, which is one number for all of its mimalloc,
 * mixed with the segment's address. Nothing is read but what can be their headers.
 */
public final class SegmentScan {
    /** A piece of memory that is a segment. */
    public record Piece(long address, long length) {}

    private static final int MOST_LOOKS = 1 << 16;
    private static final long MOST_SLICES = 1L << 30;

    private final List<Mapping> mappings;
    private final MemoryWindow window;

    private SegmentScan(List<Mapping> mappings, ByteReader memory) {
        this.mappings = mappings;
        this.window = new MemoryWindow(memory, Layout.Header.BYTES);
    }

    /** The segments of all that keep the rules, in the order of their addresses. */
    public static List<Piece> pieces(List<Mapping> mappings, ByteReader memory) {
        List<List<Segment>> groups = groups(mappings, memory);
        // One that has no kin is bytes that look like a header, unless there is no other.
        return groups.stream()
                .filter(group -> group.size() > 1 || groups.size() == 1)
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(Segment::address))
                .map(segment -> new Piece(segment.address(), segment.length()))
                .toList();
    }

    /** The segments of each mimalloc in the process by themselves, in an order that does not change. */
    static List<List<Segment>> groups(List<Mapping> mappings, ByteReader memory) {
        record Kinship(Layout.Header header, long key) {}
        Map<Kinship, List<Segment>> groups = new LinkedHashMap<>();
        new SegmentScan(mappings, memory)
                .all()
                .forEach(segment -> groups.computeIfAbsent(
                                new Kinship(segment.header(), segment.key()), _ -> new ArrayList<>())
                        .add(segment));
        return groups.values().stream()
                .sorted(Comparator.comparingLong(group -> group.getFirst().key()))
                .map(List::copyOf)
                .toList();
    }

    /** Private memory of no file that the program may write to, where it may have a name. */
    private static boolean isData(Mapping mapping) {
        return !mapping.isShared()
                && mapping.isReadable()
                && mapping.isWritable()
                && (mapping.isAnonymous() || mapping.path().startsWith("[anon:"));
    }

    private List<Segment> all() {
        List<Segment> found = new ArrayList<>();
        int looked = 0;
        long at = 0;
        for (int i = 0; i < mappings.size(); i++) {
            Mapping mapping = mappings.get(i);
            if (!isData(mapping) || mapping.start() < 0) {
                continue;
            }
            at = Math.max(at, (mapping.start() + Layout.SEGMENT - 1) & -Layout.SEGMENT);
            while (mapping.contains(at) && looked++ < MOST_LOOKS) {
                Segment segment = look(at, i);
                long next = at + Layout.SEGMENT;
                if (segment != null) {
                    found.add(segment);
                    // What lies within a huge block is the program's.
                    boolean isInUse = segment.isHuge() && segment.used() > 0;
                    next = isInUse ? (segment.end() + Layout.SEGMENT - 1) & -Layout.SEGMENT : next;
                }
                at = next;
            }
        }
        for (int i = 0; i + 1 < found.size(); i++) {
            // The memory of a huge block that was freed may serve for other segments by now.
            long room = (found.get(i + 1).address() - found.get(i).address()) / Layout.SLICE;
            if (found.get(i).slices() > room) {
                found.set(i, found.get(i).withSlices(room));
            }
        }
        return found;
    }

    private Segment look(long at, int index) {
        window.forget();
        if (!window.covers(at, Layout.Header.BYTES)) {
            return null;
        }
        for (Layout.Header header : Layout.Header.values()) {
            long slices = window.word(at + header.slices);
            long info = window.word(at + header.infoSlices);
            int kind = window.half(at + header.kind);
            boolean isHuge = kind == Layout.HUGE;
            boolean isWhole = isHuge ? slices > info && slices < MOST_SLICES : kind == 0 && slices == Layout.SLICES;
            if (isWhole
                    && info >= 1
                    && (info <= Layout.MOST_INFO_SLICES || (isHuge && info == Layout.SLICES))
                    && window.half(at + header.records) == info
                    && window.half(at + header.records + Layout.SLICE_OFFSET) == 0
                    && (!isHuge || areMapped(index, at + slices * Layout.SLICE))) {
                return new Segment(
                        header,
                        window.word(at + header.cookie) ^ at,
                        at,
                        slices,
                        (int) info,
                        (int) Math.min(slices, Layout.SLICES),
                        isHuge,
                        window.word(at + header.used),
                        window.word(at + header.thread));
            }
        }
        return null;
    }

    /** Whether all is mapped from where the mapping {@code index} begins up to {@code end}. */
    private boolean areMapped(int index, long end) {
        int i = index;
        while (mappings.get(i).end() < end
                && i + 1 < mappings.size()
                && mappings.get(i + 1).start() == mappings.get(i).end()) {
            i++;
        }
        return mappings.get(i).end() >= end;
    }
}
