package lacuna.heap.map;

import java.util.Optional;
import lacuna.heap.image.ObjectData;
import lacuna.linux.proc.Mapping;

/**
 * The memory of gperftools' tcmalloc. Nothing in it is marked; its page map tells: two levels, in the zeroed data of the
 * library, of which a leaf leads for each page of 8 KiB to the span that the page belongs to.
 */
final class TcmallocSpans implements NamingRule {
    private static final String LIBRARY = "/libtcmalloc";
    private static final int PAGE_BITS = 13;
    private static final int LEAF_BITS = 18;
    private static final int ROOT_BITS = 17;
    private static final int SPAN = 16;
    private static final int LENGTH = 8;
    private static final int CANDIDATES = 1 << 12;
    /** Pages of a mapping that are asked for, evenly over it. */
    private static final int PROBES = 16;

    private final Scene scene;
    private long root;

    TcmallocSpans(Scene scene) {
        this.scene = scene;
        scene.mappings().stream()
                .filter(mapping -> mapping.offset() == 0 && mapping.path().contains(LIBRARY))
                .findFirst()
                .ifPresent(this::findRoot);
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (root == 0 || !canHold(mapping)) {
            return Optional.empty();
        }
        long step = Math.max(1L << PAGE_BITS, mapping.length() / PROBES);
        int probes = 0;
        int known = 0;
        for (long at = mapping.start() + (1L << PAGE_BITS) - 1; mapping.contains(at); at += step) {
            probes++;
            known += isInSpan(at >>> PAGE_BITS) ? 1 : 0;
        }
        return known > 0 && 2 * known >= probes
                ? Optional.of(Name.confirmed(MappingKind.TCMALLOC, ""))
                : Optional.empty();
    }

    /** It grows with brk for as long as that works. */
    private static boolean canHold(Mapping mapping) {
        return Scene.isData(mapping) || mapping.path().equals("[heap]");
    }

    private boolean isInSpan(long page) {
        long high = page >>> LEAF_BITS;
        if (high >>> ROOT_BITS != 0) {
            return false;
        }
        long leaf = scene.peek().wordAt(root + Long.BYTES * high).orElse(0);
        long low = page & ((1L << LEAF_BITS) - 1);
        long span = leaf <= 0 ? 0 : scene.peek().wordAt(leaf + Long.BYTES * low).orElse(0);
        return span > 0 && isSpanOf(span, page);
    }

    private boolean isSpanOf(long span, long page) {
        if (span % Long.BYTES != 0 || !scene.peek().at(span, SPAN)) {
            return false;
        }
        long first = scene.peek().u64(0);
        long length = scene.peek().u64(LENGTH);
        return length > 0 && page >= first && page - first < length;
    }

    /** A word of the root leads to a leaf, and the leaf to spans of just the pages whose places they stand in. */
    private void findRoot(Mapping library) {
        long[] writable = ObjectData.of(scene.image(), library);
        int candidates = 0;
        long[] words = new long[Peek.SIZE / Long.BYTES];
        for (int i = 0; i < writable.length; i += 2) {
            for (long at = writable[i]; at < writable[i + 1]; at += Peek.SIZE) {
                int length = (int) Math.min(Peek.SIZE, writable[i + 1] - at);
                if (!scene.peek().at(at, length)) {
                    continue;
                }
                for (int j = 0; j < length / Long.BYTES; j++) {
                    words[j] = scene.peek().u64(Long.BYTES * j);
                }
                for (int j = 0; j < length / Long.BYTES && candidates < CANDIDATES; j++) {
                    if (isData(words[j])) {
                        candidates++;
                        root = rootBy(at + (long) Long.BYTES * j, words[j], writable[i], writable[i + 1]);
                        if (root != 0) {
                            return;
                        }
                    }
                }
            }
        }
    }

    private boolean isData(long address) {
        int index = address > 0 && address % Long.BYTES == 0 ? scene.indexOf(address) : -1;
        return index >= 0 && canHold(scene.mappings().get(index));
    }

    /** The root that the word at {@code place} is of, if it leads to a leaf; 0 where it does not. */
    private long rootBy(long place, long leaf, long start, long end) {
        for (long low = 0; low < 1L << LEAF_BITS; low += Peek.SIZE / Long.BYTES) {
            if (!scene.peek().at(leaf + Long.BYTES * low, Peek.SIZE)) {
                return 0;
            }
            for (int i = 0; i < Peek.SIZE; i += Long.BYTES) {
                long span = scene.peek().u64(i);
                if (span == 0) {
                    continue;
                }
                if (!isData(span) || !scene.peek().at(span, SPAN)) {
                    return 0;
                }
                long page = scene.peek().u64(0);
                long found = place - Long.BYTES * (page >>> LEAF_BITS);
                boolean fits = page > 0
                        && page >>> (LEAF_BITS + ROOT_BITS) == 0
                        && (page & ((1L << LEAF_BITS) - 1)) == low + i / Long.BYTES
                        && found >= start
                        && found + (Long.BYTES << ROOT_BITS) <= end;
                return fits ? found : 0;
            }
        }
        return 0;
    }
}
