package lacuna.heap.elf;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The symbols of a file's dynamic section, which no strip removes. Found as the loader finds them: by the hash table
 * that the file brings, of the GNU kind or the old one. Addresses are the file's own: add the load bias.
 */
public final class DynamicSymbols {
    /** What a name stands for. A symbol that the file only asks for, of another file, is not one of its own. */
    public record Symbol(long address, long size, int type) {
        public static final int OBJECT = 1;
        public static final int FUNCTION = 2;
    }

    /** Receives every defined symbol. */
    @FunctionalInterface
    public interface Visitor {
        void symbol(String name, Symbol symbol);
    }

    private static final int HASH = 4;
    private static final int STRING_TABLE = 5;
    private static final int SYMBOL_TABLE = 6;
    private static final int STRING_TABLE_SIZE = 10;
    private static final int GNU_HASH = 0x6ffffef5;

    private static final int DYNAMIC_LIMIT = 4096;
    private static final int SYMBOL_SIZE = 24;
    private static final int SYMBOL_LIMIT = 1 << 22;
    private static final int NAME_LIMIT = 4096;

    private final ElfFile file;
    private final Window window;
    private final long symbols;
    private final long strings;
    private final long stringsSize;
    private final long gnuHash;
    private final long oldHash;

    private DynamicSymbols(ElfFile file, Window window, long[] found) {
        this.file = file;
        this.window = window;
        this.symbols = found[0];
        this.strings = found[1];
        this.stringsSize = found[2];
        this.gnuHash = found[3];
        this.oldHash = found[4];
    }

    static Optional<DynamicSymbols> of(ElfFile file, Window window) {
        for (Segment segment : file.segments()) {
            if (segment.type() == Segment.DYNAMIC) {
                return read(file, window, segment);
            }
        }
        return Optional.empty();
    }

    private static Optional<DynamicSymbols> read(ElfFile file, Window window, Segment dynamic) {
        long[] found = {-1, -1, 0, -1, -1};
        long entries = Math.min(dynamic.fileSize() / 16, DYNAMIC_LIMIT);
        for (long i = 0; i < entries; i++) {
            long at = dynamic.offset() + 16 * i;
            long tag = window.u64(at, "dynamic entry");
            long value = window.u64(at + 8, "dynamic entry");
            if (tag == 0) {
                break;
            } else if (tag == SYMBOL_TABLE) {
                found[0] = file.offsetOf(value);
            } else if (tag == STRING_TABLE) {
                found[1] = file.offsetOf(value);
            } else if (tag == STRING_TABLE_SIZE) {
                found[2] = value;
            } else if (tag == GNU_HASH) {
                found[3] = file.offsetOf(value);
            } else if (tag == HASH) {
                found[4] = file.offsetOf(value);
            }
        }
        boolean complete = found[0] >= 0 && found[1] >= 0 && found[2] > 0 && (found[3] >= 0 || found[4] >= 0);
        return complete ? Optional.of(new DynamicSymbols(file, window, found)) : Optional.empty();
    }

    /** The symbol that {@code name} stands for in this file. */
    public Optional<Symbol> find(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        return gnuHash >= 0 ? findByGnuHash(wanted) : findByOldHash(wanted);
    }

    /** All symbols that the file defines. */
    public void forEach(Visitor visitor) {
        long count = count();
        for (long i = 1; i < count; i++) {
            long at = symbols + i * SYMBOL_SIZE;
            if (isDefined(at)) {
                visitor.symbol(file.text(nameOf(at), NAME_LIMIT, "symbol name"), symbol(at));
            }
        }
    }

    /** How many entries the table has: it does not say so itself, its hash tables do. */
    long count() {
        if (oldHash >= 0) {
            return capped(Integer.toUnsignedLong(window.u32(oldHash + 4, "hash table")));
        }
        long buckets = bucketCount();
        long first = Integer.toUnsignedLong(window.u32(gnuHash + 4, "hash table"));
        long bucketsAt = bucketsAt();
        long last = 0;
        for (long i = 0; i < buckets; i++) {
            last = Math.max(last, Integer.toUnsignedLong(window.u32(bucketsAt + 4 * i, "hash bucket")));
        }
        if (last < first) {
            return capped(first);
        }
        long chains = bucketsAt + 4 * buckets;
        while ((window.u32(chains + 4 * (last - first), "hash chain") & 1) == 0) {
            last = capped(last + 1);
        }
        return capped(last + 1);
    }

    private Optional<Symbol> findByGnuHash(byte[] name) {
        int hash = 5381;
        for (byte b : name) {
            hash = hash * 33 + (b & 0xff);
        }
        long buckets = bucketCount();
        long first = Integer.toUnsignedLong(window.u32(gnuHash + 4, "hash table"));
        long bucketsAt = bucketsAt();
        if (buckets == 0) {
            return Optional.empty();
        }
        long bucket = Integer.toUnsignedLong(hash) % buckets;
        long index = Integer.toUnsignedLong(window.u32(bucketsAt + 4 * bucket, "hash bucket"));
        if (index < first) {
            return Optional.empty();
        }
        long chains = bucketsAt + 4 * buckets;
        while (true) {
            int chained = window.u32(chains + 4 * (index - first), "hash chain");
            long at = symbols + capped(index) * SYMBOL_SIZE;
            if ((chained | 1) == (hash | 1) && isDefined(at) && window.holds(nameOf(at), name, "symbol name")) {
                return Optional.of(symbol(at));
            }
            if ((chained & 1) != 0) {
                return Optional.empty();
            }
            index++;
        }
    }

    private Optional<Symbol> findByOldHash(byte[] name) {
        long count = count();
        for (long i = 1; i < count; i++) {
            long at = symbols + i * SYMBOL_SIZE;
            if (isDefined(at) && window.holds(nameOf(at), name, "symbol name")) {
                return Optional.of(symbol(at));
            }
        }
        return Optional.empty();
    }

    private Symbol symbol(long at) {
        return new Symbol(
                window.u64(at + 8, "symbol"), window.u64(at + 16, "symbol"), window.u8(at + 4, "symbol") & 0xf);
    }

    private boolean isDefined(long at) {
        return window.u16(at + 6, "symbol") != 0;
    }

    private long nameOf(long at) {
        long name = Integer.toUnsignedLong(window.u32(at, "symbol"));
        if (name >= stringsSize) {
            throw window.damage(at, "symbol name out of range");
        }
        return strings + name;
    }

    private long bucketCount() {
        return capped(Integer.toUnsignedLong(window.u32(gnuHash, "hash table")));
    }

    /** The buckets stand behind the four words of the head and the Bloom filter. */
    private long bucketsAt() {
        long filterWords = capped(Integer.toUnsignedLong(window.u32(gnuHash + 8, "hash table")));
        return gnuHash + 16 + 8 * filterWords;
    }

    private long capped(long count) {
        if (count > SYMBOL_LIMIT) {
            throw window.damage(symbols, count + " symbols in " + file.name() + ", more than " + SYMBOL_LIMIT);
        }
        return count;
    }
}
