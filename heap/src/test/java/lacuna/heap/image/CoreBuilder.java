package lacuna.heap.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes ELF cores as the kernel does, with memory, files, threads and an auxiliary vector of the test's choice. */
public final class CoreBuilder {
    public static final int READ = 4;
    public static final int WRITE = 2;
    public static final int EXECUTE = 1;

    private static final int PAGE = 4096;
    private static final int HEADER = 64;
    private static final int SEGMENT = 56;

    private record Load(long address, long size, int flags, Memory memory) {}

    private record File(long start, long end, long offset, String path) {}

    private record ThreadAt(int tid, long stackPointer, long descriptor) {}

    private final List<Load> loads = new ArrayList<>();
    private final List<File> files = new ArrayList<>();
    private final List<ThreadAt> threads = new ArrayList<>();
    private final List<long[]> auxv = new ArrayList<>();
    private String name = "built";
    private int pid = 4711;
    private int type = 4;
    private int machine = 62;
    private boolean countsInSection;

    /** Some bytes of a load segment; what is not set is zero, what is beyond them was not dumped. */
    public static final class Memory {
        private final long address;
        private final ByteBuffer bytes;

        private Memory(long address, int length) {
            this.address = address;
            this.bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        }

        public Memory word(long at, long value) {
            bytes.putLong((int) (at - address), value);
            return this;
        }

        public Memory half(long at, int value) {
            bytes.putInt((int) (at - address), value);
            return this;
        }

        /** Turns one bit of the word at {@code at}, the lowest is 0. */
        public Memory flip(long at, int bit) {
            return word(at, bytes.getLong((int) (at - address)) ^ (1L << bit));
        }

        public Memory bytes(long at, byte[] content) {
            bytes.put((int) (at - address), content);
            return this;
        }
    }

    /** Memory of which all is dumped. */
    public Memory data(long address, long size) {
        return load(address, size, READ | WRITE, (int) size);
    }

    /** Memory of which the first {@code dumped} bytes are. */
    public Memory load(long address, long size, int flags, int dumped) {
        Memory memory = new Memory(address, dumped);
        loads.add(new Load(address, size, flags, memory));
        return memory;
    }

    /** Memory without access, of which nothing is dumped. */
    public CoreBuilder reserve(long address, long size) {
        load(address, size, 0, 0);
        return this;
    }

    public CoreBuilder file(long start, long size, long offset, String path) {
        files.add(new File(start, start + size, offset, path));
        return this;
    }

    public CoreBuilder thread(int tid, long stackPointer, long descriptor) {
        threads.add(new ThreadAt(tid, stackPointer, descriptor));
        return this;
    }

    public CoreBuilder auxv(int key, long value) {
        auxv.add(new long[] {key, value});
        return this;
    }

    public CoreBuilder process(int number, String shortName) {
        pid = number;
        name = shortName;
        return this;
    }

    public CoreBuilder elfType(int elfType) {
        type = elfType;
        return this;
    }

    /** As {@code e_machine} has it: 62 is x86-64, 183 aarch64. */
    public CoreBuilder machine(int elfMachine) {
        machine = elfMachine;
        return this;
    }

    /** Lets the number of program headers stand where it stands when there are more than 65534. */
    public CoreBuilder countInSection() {
        countsInSection = true;
        return this;
    }

    public Path write(Path path) {
        try {
            return Files.write(path, build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] build() {
        byte[] notes = notes();
        int segments = loads.size() + 1;
        int headers = HEADER + segments * SEGMENT + HEADER;
        int noteOffset = headers;
        int dataOffset = align(noteOffset + notes.length);
        int size = dataOffset;
        for (Load load : loads) {
            size = align(size + load.memory().bytes.capacity());
        }
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0});
        out.position(16);
        out.putShort((short) type).putShort((short) machine).putInt(1);
        int sections = HEADER + segments * SEGMENT;
        out.putLong(0).putLong(HEADER).putLong(countsInSection ? sections : 0).putInt(0);
        out.putShort((short) HEADER).putShort((short) SEGMENT);
        out.putShort((short) (countsInSection ? 0xffff : segments)).putShort((short) 64);
        out.putShort((short) (countsInSection ? 1 : 0)).putShort((short) 0);
        segment(out, 4, 0, noteOffset, 0, notes.length, 0);
        int offset = dataOffset;
        for (Load load : loads) {
            int dumped = load.memory().bytes.capacity();
            segment(out, 1, load.flags(), offset, load.address(), dumped, load.size());
            out.put(offset, load.memory().bytes, 0, dumped);
            offset = align(offset + dumped);
        }
        out.putInt(sections + 44, segments);
        out.put(noteOffset, notes);
        return out.array();
    }

    private byte[] notes() {
        ByteBuffer out = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        for (ThreadAt thread : threads) {
            ByteBuffer status = content(336);
            status.putInt(32, thread.tid());
            status.putLong(112 + 8 * 19, thread.stackPointer());
            status.putLong(112 + 8 * 21, thread.descriptor());
            note(out, 1, status);
        }
        ByteBuffer info = content(136);
        info.putInt(24, pid);
        info.put(40, name.getBytes(StandardCharsets.UTF_8));
        note(out, 3, info);
        ByteBuffer vector = content(16 * (auxv.size() + 1));
        auxv.forEach(pair -> vector.putLong(pair[0]).putLong(pair[1]));
        note(out, 6, vector);
        byte[] paths = String.join("\0", files.stream().map(File::path).toList())
                .concat("\0")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer mapped = content(16 + 24 * files.size() + paths.length);
        mapped.putLong(files.size()).putLong(PAGE);
        files.forEach(file -> mapped.putLong(file.start()).putLong(file.end()).putLong(file.offset() / PAGE));
        mapped.put(paths);
        note(out, 0x46494c45, mapped);
        byte[] written = new byte[out.position()];
        out.get(0, written);
        return written;
    }

    private static ByteBuffer content(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void note(ByteBuffer out, int type, ByteBuffer content) {
        out.putInt(5).putInt(content.capacity()).putInt(type).put("CORE\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
        out.put(content.rewind());
        out.position((out.position() + 3) & ~3);
    }

    private static void segment(
            ByteBuffer out, int type, int flags, long offset, long address, long fileSize, long memorySize) {
        out.putInt(type).putInt(flags).putLong(offset).putLong(address).putLong(0);
        out.putLong(fileSize).putLong(memorySize).putLong(type == 1 ? PAGE : 4);
    }

    private static int align(int offset) {
        return (offset + PAGE - 1) & -PAGE;
    }
}
