package lacuna.heap.ledger;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.elf.Segment;
import lacuna.testbed.Eventually;
import lacuna.testbed.Gcore;
import lacuna.testbed.Ground;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;

/** Makes cores of targets, and changes what their program headers say. */
final class CoreOf {
    private static final int HEADERS_AT = 32;
    private static final int HEADER = 56;
    private static final int OFFSET = 8;
    private static final int FILE_SIZE = 32;
    private static final int MEMORY_SIZE = 40;
    private static final int PIECE = 1 << 20;

    private CoreOf() {}

    /** By gdb; the target goes on. */
    static Path byDebugger(Target target, Path folder) throws IOException {
        assumeTrue(Ground.GCORE.isHere(), Ground.GCORE::absence);
        return Gcore.of(target, folder);
    }

    /** The same program, in {@code folder} and with permission to leave a core there. */
    static TargetProgram dumpable(TargetProgram program, Path folder) throws IOException {
        assumeTrue(Ground.KERNEL_CORES.isHere(), Ground.KERNEL_CORES::absence);
        return program.under("sh", "-c", "cd '" + folder + "' && ulimit -c unlimited && exec \"$@\"", "sh");
    }

    /** By the kernel, of a target that is {@link #dumpable}; it ends. */
    static Path byKernel(Target target, Path folder) throws IOException {
        new ProcessBuilder("kill", "-ABRT", String.valueOf(target.pid()))
                .start()
                .onExit()
                .join();
        Path stat = Path.of("/proc", String.valueOf(target.pid()), "stat");
        Eventually.holds(() -> hasEnded(stat));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("core"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Lets the segment that {@code address} lies in have only its first {@code dumped} bytes. */
    static void cut(Path core, long address, long dumped) throws IOException {
        List<Segment> segments = segments(core);
        for (int i = 0; i < segments.size(); i++) {
            if (holds(segments.get(i), address)) {
                put(core, i, FILE_SIZE, dumped);
                return;
            }
        }
        throw new AssertionError("no segment holds the address");
    }

    /** Lets the segment that {@code address} lies in end {@code length} bytes behind its beginning. */
    static void shorten(Path core, long address, long length) throws IOException {
        List<Segment> segments = segments(core);
        for (int i = 0; i < segments.size(); i++) {
            if (holds(segments.get(i), address)) {
                put(core, i, FILE_SIZE, Math.min(length, segments.get(i).fileSize()));
                put(core, i, MEMORY_SIZE, length);
                return;
            }
        }
        throw new AssertionError("no segment holds the address");
    }

    /** How many bytes at and behind {@code address} stand in the file. */
    static long dumpedFrom(Path core, long address) {
        return segments(core).stream()
                .filter(segment -> holds(segment, address))
                .mapToLong(segment -> Math.max(0, segment.address() + segment.fileSize() - address))
                .sum();
    }

    /** Moves the bytes of all memory {@code further} behind, into a file with a hole of that size. */
    static Path spread(Path core, Path into, long further) throws IOException {
        List<Segment> segments = segments(core);
        try (FileChannel from = FileChannel.open(core);
                FileChannel to = FileChannel.open(into, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long begin = segments.stream()
                    .filter(segment -> segment.type() == Segment.LOAD && segment.fileSize() > 0)
                    .mapToLong(Segment::offset)
                    .min()
                    .orElseThrow();
            copy(from, to, 0, begin, 0);
            copy(from, to, begin, from.size(), further);
        }
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).type() == Segment.LOAD) {
                put(into, i, OFFSET, segments.get(i).offset() + further);
            }
        }
        return into;
    }

    private static void copy(FileChannel from, FileChannel to, long start, long end, long further) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (long at = start; at < end; at += piece.limit()) {
            piece.clear().limit((int) Math.min(PIECE, end - at));
            while (piece.hasRemaining() && from.read(piece, at + piece.position()) > 0) {}
            piece.flip();
            while (piece.hasRemaining()) {
                to.write(piece, at + further + piece.position());
            }
        }
    }

    private static boolean holds(Segment segment, long address) {
        return segment.type() == Segment.LOAD
                && address >= segment.address()
                && address < segment.address() + segment.memorySize();
    }

    private static List<Segment> segments(Path core) {
        try (ElfFile file = ElfFile.open(core)) {
            return file.segments();
        }
    }

    private static void put(Path core, int header, int field, long value) throws IOException {
        try (FileChannel file = FileChannel.open(core, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            file.read(word, HEADERS_AT);
            long at = word.getLong(0) + (long) HEADER * header + field;
            file.write(word.clear().putLong(value).flip(), at);
        }
    }

    private static boolean hasEnded(Path stat) {
        try {
            return !Files.exists(stat) || Files.readString(stat).contains(") Z ");
        } catch (IOException gone) {
            return true;
        }
    }
}
