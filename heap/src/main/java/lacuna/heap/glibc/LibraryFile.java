package lacuna.heap.glibc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.elf.Segment;
import lacuna.linux.CannotExamine;

/**
 * What the file of a library or of a static program tells of malloc before it ever ran. main_arena is the only thing in it
 * that holds its own address at the distance of {@code next}; mp_ is the only place with its start values. Measured:
 * unique in all of ten libraries.
 */
final class LibraryFile {
    /** A place in the file's own addresses. */
    record ArenaPlace(long address, ArenaLayout layout) {}

    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int RELA = 7;
    private static final int RELA_SIZE = 8;
    private static final int RELR_SIZE = 35;
    private static final int RELR = 36;
    private static final int RELATIVE_X86_64 = 8;
    private static final int RELATIVE_AARCH64 = 1027;

    private static final int DYNAMIC_LIMIT = 4096;
    private static final long RELOCATION_LIMIT = 1L << 22;
    private static final int DATA_LIMIT = 64 << 20;
    private static final int TEXT_LIMIT = 256 << 20;
    private static final int PIECE = 1 << 20;
    private static final int OVERLAP = 256;
    private static final String BANNER = "GNU C Library (";
    private static final String RELEASE = "release version ";

    private final ElfFile file;
    private final List<ArenaPlace> arenas = new ArrayList<>();
    private final List<Long> parameters = new ArrayList<>();
    private final List<ParametersLayout> parameterLayouts = new ArrayList<>();

    private Segment data = new Segment(0, 0, 0, 0, 0, 0, 0);
    private MemorySegment bytes = MemorySegment.NULL;

    private LibraryFile(ElfFile file) {
        this.file = file;
    }

    /** Reads {@code file}; what is damaged in it is not found. */
    static LibraryFile read(ElfFile file) {
        LibraryFile library = new LibraryFile(file);
        try (Arena arena = Arena.ofConfined()) {
            for (Segment segment : file.segments()) {
                if (segment.type() == Segment.LOAD
                        && (segment.flags() & Segment.WRITE) != 0
                        && segment.fileSize() > 0
                        && segment.fileSize() <= DATA_LIMIT) {
                    library.data = segment;
                    library.bytes = arena.allocate(segment.fileSize(), Long.BYTES);
                    int count = file.read(segment.offset(), library.bytes, (int) segment.fileSize());
                    library.bytes = library.bytes.asSlice(0, count);
                    library.findParameters();
                    library.findArenas();
                }
            }
        } catch (CannotExamine damaged) {
            // What was found before the damage stays found; memory must confirm it anyway.
        }
        return library;
    }

    List<ArenaPlace> arenas() {
        return List.copyOf(arenas);
    }

    /** Where mp_ may be, in the file's own addresses. */
    List<Long> parameters() {
        return List.copyOf(parameters);
    }

    /** The layouts of mp_ that the start values fit. */
    List<ParametersLayout> parameterLayouts() {
        return List.copyOf(parameterLayouts);
    }

    /** The version that the library says it has, such as "2.36"; "" when it does not say so. */
    String version() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment piece = arena.allocate(PIECE);
            long read = 0;
            for (long at = 0; at < file.size() && read < TEXT_LIMIT; at += PIECE - OVERLAP) {
                int count = file.read(at, piece, (int) Math.min(PIECE, file.size() - at));
                String text =
                        new String(piece.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
                int found = text.indexOf(BANNER);
                if (found >= 0) {
                    return versionIn(text.substring(found, Math.min(found + OVERLAP, count)));
                }
                read += count;
            }
        } catch (CannotExamine unreadable) {
            return "";
        }
        return "";
    }

    private static String versionIn(String text) {
        int at = text.indexOf(RELEASE);
        if (at < 0) {
            return "";
        }
        int begin = at + RELEASE.length();
        int end = begin;
        while (end < text.length() && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
            end++;
        }
        String version = text.substring(begin, end);
        return version.endsWith(".") ? version.substring(0, version.length() - 1) : version;
    }

    private void findParameters() {
        for (long at = 0; at <= bytes.byteSize() - ParametersLayout.LARGEST; at += 8) {
            if (bytes.get(U64, at) == ParametersLayout.USUAL_THRESHOLD
                    && bytes.get(U64, at + ParametersLayout.TOP_PAD) == ParametersLayout.USUAL_THRESHOLD
                    && bytes.get(U64, at + ParametersLayout.MMAP_THRESHOLD) == ParametersLayout.USUAL_THRESHOLD
                    && bytes.get(U64, at + ParametersLayout.ARENA_TEST) == ParametersLayout.USUAL_ARENA_TEST) {
                parameters.add(data.address() + at);
                // The newest first: an older one has the same fields as far as it goes, and knows of no caches.
                for (ParametersLayout layout :
                        Arrays.asList(ParametersLayout.values()).reversed()) {
                    boolean fits = bytes.get(U32, at + layout.mappedMax()) == ParametersLayout.USUAL_MAPPED_MAX
                            && (!layout.hasThreadCaches()
                                    || bytes.get(U64, at + layout.cacheBins()) == ParametersLayout.USUAL_CACHE_BINS);
                    if (fits) {
                        parameterLayouts.add(layout);
                    }
                }
            }
        }
    }

    private void findArenas() {
        if (file.type() == ElfFile.EXECUTABLE) {
            // Not relocated: the address stands in the file as it will be.
            for (long at = 0; at <= bytes.byteSize() - Long.BYTES; at += 8) {
                consider(data.address() + at, bytes.get(U64, at));
            }
            return;
        }
        for (Segment segment : file.segments()) {
            if (segment.type() == Segment.DYNAMIC) {
                relocations(segment);
            }
        }
    }

    private void relocations(Segment dynamic) {
        long rela = -1;
        long relaSize = 0;
        long relr = -1;
        long relrSize = 0;
        for (long i = 0; i < Math.min(dynamic.fileSize() / 16, DYNAMIC_LIMIT); i++) {
            long tag = file.u64(dynamic.offset() + 16 * i, "dynamic entry");
            long value = file.u64(dynamic.offset() + 16 * i + 8, "dynamic entry");
            if (tag == 0) {
                break;
            } else if (tag == RELA) {
                rela = file.offsetOf(value);
            } else if (tag == RELA_SIZE) {
                relaSize = value;
            } else if (tag == RELR) {
                relr = file.offsetOf(value);
            } else if (tag == RELR_SIZE) {
                relrSize = value;
            }
        }
        int relative = file.machine() == ElfFile.AARCH64 ? RELATIVE_AARCH64 : RELATIVE_X86_64;
        for (long i = 0; rela >= 0 && i < Math.min(relaSize / 24, RELOCATION_LIMIT); i++) {
            long at = rela + 24 * i;
            if (file.u64(at + 8, "relocation") == relative) {
                consider(file.u64(at, "relocation"), file.u64(at + 16, "relocation"));
            }
        }
        if (relr >= 0) {
            packed(relr, Math.min(relrSize / 8, RELOCATION_LIMIT));
        }
    }

    /** An even word is an address to relocate; an odd one says which of the next 63 words are too. */
    private void packed(long relr, long count) {
        long base = 0;
        for (long i = 0; i < count; i++) {
            long entry = file.u64(relr + 8 * i, "packed relocation");
            if ((entry & 1) == 0) {
                inPlace(entry);
                base = entry + 8;
            } else {
                for (int bit = 1; bit < 64; bit++) {
                    if ((entry >>> bit & 1) != 0) {
                        inPlace(base + 8L * (bit - 1));
                    }
                }
                base += 8 * 63;
            }
        }
    }

    private void inPlace(long address) {
        long at = address - data.address();
        if (at >= 0 && at <= bytes.byteSize() - Long.BYTES) {
            consider(address, bytes.get(U64, at));
        }
    }

    /** Whether the word at {@code address}, with {@code value} in it, is the {@code next} of an arena that is alone. */
    private void consider(long address, long value) {
        if (value < data.address() || value >= data.address() + data.memorySize()) {
            return;
        }
        for (ArenaLayout layout : ArenaLayout.values()) {
            // A and B have next at the same place; attached_threads, which starts as 1, tells them apart.
            if (address - value == layout.next() && isLikely(layout, address - data.address())) {
                arenas.add(new ArenaPlace(value, layout));
            }
        }
    }

    private boolean isLikely(ArenaLayout layout, long next) {
        long behindNextFree = next + 16;
        boolean isOne = behindNextFree >= 0
                && behindNextFree <= bytes.byteSize() - Long.BYTES
                && bytes.get(U64, behindNextFree) == 1;
        return switch (layout) {
            case A -> !isOne;
            case B, C, D -> isOne;
        };
    }
}
