package lacuna.heap.elf;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import lacuna.linux.CannotExamine;

/**
 * An ELF64 little-endian file: its header, program headers and notes. The program headers are read and checked once;
 * everything else is read when asked for, through one small window.
 */
public final class ElfFile implements AutoCloseable {
    public static final int EXECUTABLE = 2;
    public static final int SHARED_OBJECT = 3;
    public static final int CORE = 4;

    public static final int X86_64 = 62;
    public static final int AARCH64 = 183;

    private static final int MAGIC = 0x464c457f;
    private static final int HEADER_SIZE = 64;
    private static final int SEGMENT_SIZE = 56;
    private static final int SECTION_SIZE = 64;
    /** In e_phnum: the real number stands in the first section header, because it needs more than 16 bits. */
    private static final int MANY_SEGMENTS = 0xffff;
    /** Sixteen times what the kernel lets a process map by default. */
    private static final int SEGMENT_LIMIT = 1 << 20;

    private static final int NOTE_LIMIT = 1 << 22;
    private static final int OWNER_LIMIT = 64;
    private static final int BUILD_ID = 3;
    private static final int BUILD_ID_LIMIT = 64;

    private final ByteSource source;
    private final Window window;
    private final Runnable closing;
    private final int type;
    private final int machine;
    private final boolean hasSections;
    private final List<Segment> segments;

    private ElfFile(ByteSource source, Runnable closing) {
        this.source = source;
        this.window = new Window(source);
        this.closing = closing;
        if (source.size() < HEADER_SIZE || window.u32(0, "ELF header") != MAGIC) {
            throw new CannotExamine("not an ELF file", source.name(), "give the path of an ELF core");
        }
        if (window.u8(4, "class") != 2 || window.u8(5, "byte order") != 1) {
            throw new CannotExamine(
                    "not a 64-bit little-endian ELF file", source.name(), "Lacuna reads x86-64 and aarch64");
        }
        this.type = window.u16(16, "type");
        this.machine = window.u16(18, "machine");
        this.hasSections = window.u64(40, "section header offset") != 0;
        this.segments = List.copyOf(readSegments());
    }

    public static ElfFile open(Path path) {
        return of(FileBytes.open(path));
    }

    /** Reads {@code file}, which is closed with this, or at once when it is no ELF file. */
    public static ElfFile of(FileBytes file) {
        try {
            return new ElfFile(file, file::close);
        } catch (CannotExamine e) {
            file.close();
            throw e;
        }
    }

    /** Reads {@code source}, which stays the caller's to close. */
    public static ElfFile of(ByteSource source) {
        return new ElfFile(source, () -> {});
    }

    public String name() {
        return source.name();
    }

    public long size() {
        return source.size();
    }

    public int type() {
        return type;
    }

    public int machine() {
        return machine;
    }

    /** Linkers and debuggers write section headers; the kernel's core dump does not. */
    public boolean hasSections() {
        return hasSections;
    }

    public List<Segment> segments() {
        return segments;
    }

    /** Reads up to {@code length} bytes at the file's {@code offset}: how many could be read. */
    public int read(long offset, MemorySegment into, int length) {
        return source.read(offset, into, length);
    }

    public int u32(long offset, String what) {
        return window.u32(offset, what);
    }

    public long u64(long offset, String what) {
        return window.u64(offset, what);
    }

    /** The bytes from {@code offset} to their NUL, at most {@code cap} of them. */
    public byte[] bytesToNul(long offset, int cap, String what) {
        return window.bytesToNul(offset, cap, what);
    }

    /** As {@link #bytesToNul}, as text; control characters, which could play tricks on a terminal, become '?'. */
    public String text(long offset, int cap, String what) {
        return printable(window.bytesToNul(offset, cap, what));
    }

    public static String printable(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return printable.toString();
    }

    /** Where in the file the byte lies that the file wants at {@code address}; -1 when it holds none for it. */
    public long offsetOf(long address) {
        for (Segment segment : segments) {
            long distance = address - segment.address();
            if (segment.type() == Segment.LOAD
                    && distance >= 0
                    && distance < segment.fileSize()
                    && segment.offset() >= 0
                    && segment.offset() < source.size() - distance) {
                return segment.offset() + distance;
            }
        }
        return -1;
    }

    /** The lowest address that the file wants to be loaded at; what it is loaded at differs by the load bias. */
    public long lowestAddress() {
        long lowest = -1;
        for (Segment segment : segments) {
            if (segment.type() == Segment.LOAD && Long.compareUnsigned(segment.address(), lowest) < 0) {
                lowest = segment.address();
            }
        }
        return lowest == -1 ? 0 : lowest & -4096;
    }

    /** Pours all notes into {@code visitor}; those before a damaged one have been seen when it is told. */
    public void notes(NoteVisitor visitor) {
        int count = 0;
        for (Segment segment : segments) {
            if (segment.type() != Segment.NOTE) {
                continue;
            }
            long alignment = segment.alignment() == 8 ? 8 : 4;
            long offset = segment.offset();
            long end = offset + segment.fileSize();
            if (offset < 0 || segment.fileSize() < 0 || end < offset) {
                throw window.damage(offset, "note segment out of range");
            }
            while (offset <= end - 12) {
                if (++count > NOTE_LIMIT) {
                    throw window.damage(offset, "more than " + NOTE_LIMIT + " notes");
                }
                offset = note(offset, end, alignment, visitor);
            }
        }
    }

    /** The linker's own name for this very build, in hexadecimal. */
    public Optional<String> buildId() {
        List<String> found = new ArrayList<>(1);
        notes((owner, noteType, offset, size) -> {
            if (noteType == BUILD_ID && owner.equals("GNU") && size > 0 && size <= BUILD_ID_LIMIT) {
                byte[] id = new byte[(int) size];
                for (int i = 0; i < id.length; i++) {
                    id[i] = (byte) window.u8(offset + i, "build id");
                }
                found.add(HexFormat.of().formatHex(id));
            }
        });
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    /** The names that the file offers to others, with their addresses; empty when it has no dynamic section. */
    public Optional<DynamicSymbols> dynamicSymbols() {
        return DynamicSymbols.of(this, window);
    }

    @Override
    public void close() {
        closing.run();
    }

    private long note(long offset, long end, long alignment, NoteVisitor visitor) {
        long ownerSize = Integer.toUnsignedLong(window.u32(offset, "note"));
        long size = Integer.toUnsignedLong(window.u32(offset + 4, "note"));
        int noteType = window.u32(offset + 8, "note");
        long content = align(offset + 12 + ownerSize, alignment);
        if (content + size > end) {
            throw window.damage(offset, "note of " + size + " bytes runs over its segment's end");
        }
        if (content + size > source.size()) {
            throw window.damage(offset, "note of " + size + " bytes runs over the file's end");
        }
        String owner = ownerSize > OWNER_LIMIT ? "" : text(offset + 12, (int) ownerSize, "note owner");
        visitor.note(owner, noteType, content, size);
        return align(content + size, alignment);
    }

    private List<Segment> readSegments() {
        long table = window.u64(32, "program header offset");
        int entrySize = window.u16(54, "program header size");
        long count = window.u16(56, "program header count");
        if (count == MANY_SEGMENTS) {
            long sections = window.u64(40, "section header offset");
            if (sections < HEADER_SIZE || sections > source.size() - SECTION_SIZE) {
                throw window.damage(sections, "section header out of range");
            }
            count = Integer.toUnsignedLong(window.u32(sections + 44, "program header count"));
        }
        if (count == 0) {
            return List.of();
        }
        if (entrySize != SEGMENT_SIZE) {
            throw window.damage(54, "program headers of " + entrySize + " bytes instead of " + SEGMENT_SIZE);
        }
        if (count > SEGMENT_LIMIT) {
            throw window.damage(56, count + " program headers, more than " + SEGMENT_LIMIT);
        }
        if (table < 0 || table > source.size() - count * SEGMENT_SIZE) {
            throw window.damage(table, "program headers out of range");
        }
        List<Segment> all = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            long at = table + (long) i * SEGMENT_SIZE;
            all.add(new Segment(
                    window.u32(at, "program header"),
                    window.u32(at + 4, "program header"),
                    window.u64(at + 8, "program header"),
                    window.u64(at + 16, "program header"),
                    window.u64(at + 32, "program header"),
                    window.u64(at + 40, "program header"),
                    window.u64(at + 48, "program header")));
        }
        return all;
    }

    private static long align(long offset, long alignment) {
        return (offset + alignment - 1) & -alignment;
    }
}
