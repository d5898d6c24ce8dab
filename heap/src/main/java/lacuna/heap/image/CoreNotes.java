package lacuna.heap.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lacuna.heap.elf.ElfFile;
import lacuna.linux.CannotExamine;

/**
 * What the notes of a core tell: the process, its threads, its auxiliary vector, its mapped files and its signal. A
 * damaged note costs itself and those behind it.
 */
final class CoreNotes {
    /** Part of a file, mapped at {@code [start, end)} from the file's byte {@code offset} on. */
    record MappedFile(long start, long end, long offset, String path) {}

    private static final int STATUS = 1;
    private static final int PROCESS_INFO = 3;
    private static final int AUXV = 6;
    private static final int MAPPED_FILES = 0x46494c45;
    private static final int SIGNAL_INFO = 0x53494749;

    // struct elf_prstatus and elf_prpsinfo, 64-bit; the general registers begin at the same place on both machines.
    private static final int STATUS_TID = 32;
    private static final int REGISTERS = 112;
    private static final int X86_STACK_POINTER = REGISTERS + 8 * 19;
    private static final int X86_FS_BASE = REGISTERS + 8 * 21;
    private static final int ARM_STACK_POINTER = REGISTERS + 8 * 31;
    private static final int INFO_PID = 24;
    private static final int INFO_NAME = 40;
    private static final int NAME_LENGTH = 16;

    private static final int FILE_LIMIT = 1 << 20;
    private static final int PATH_LIMIT = 4096;

    private final ElfFile file;
    private final List<ProcessThread> threads = new ArrayList<>();
    private final List<MappedFile> files = new ArrayList<>();
    private OptionalInt pid = OptionalInt.empty();
    private OptionalInt signal = OptionalInt.empty();
    private String name = "";
    private AuxiliaryVector auxv = AuxiliaryVector.UNKNOWN;
    private Optional<String> damage = Optional.empty();

    private CoreNotes(ElfFile file) {
        this.file = file;
    }

    static CoreNotes of(ElfFile file) {
        CoreNotes notes = new CoreNotes(file);
        try {
            file.notes(notes::note);
        } catch (CannotExamine e) {
            notes.damage = Optional.of(e.getMessage());
        }
        return notes;
    }

    OptionalInt pid() {
        return pid;
    }

    OptionalInt signal() {
        return signal;
    }

    String name() {
        return name;
    }

    List<ProcessThread> threads() {
        return threads;
    }

    AuxiliaryVector auxv() {
        return auxv;
    }

    List<MappedFile> files() {
        return files;
    }

    Optional<String> damage() {
        return damage;
    }

    private void note(String owner, int type, long offset, long size) {
        if (!owner.equals("CORE")) {
            return;
        }
        switch (type) {
            case STATUS -> status(offset, size);
            case PROCESS_INFO -> processInfo(offset, size);
            case AUXV -> auxiliaryVector(offset, size);
            case MAPPED_FILES -> mappedFiles(offset, size);
            case SIGNAL_INFO -> {
                if (size >= 4) {
                    signal = OptionalInt.of(file.u32(offset, "signal"));
                }
            }
            default -> {}
        }
    }

    private void status(long offset, long size) {
        if (size < STATUS_TID + 4) {
            return;
        }
        threads.add(new ProcessThread(
                file.u32(offset + STATUS_TID, "thread id"),
                "",
                register(offset, size, file.machine() == ElfFile.AARCH64 ? ARM_STACK_POINTER : X86_STACK_POINTER),
                // Only x86-64 keeps the address of libc's record among the general registers.
                file.machine() == ElfFile.X86_64 ? register(offset, size, X86_FS_BASE) : OptionalLong.empty()));
    }

    private OptionalLong register(long offset, long size, int place) {
        if (size < place + Long.BYTES) {
            return OptionalLong.empty();
        }
        long value = file.u64(offset + place, "registers");
        return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private void processInfo(long offset, long size) {
        if (size >= INFO_NAME + NAME_LENGTH) {
            pid = OptionalInt.of(file.u32(offset + INFO_PID, "process id"));
            name = file.text(offset + INFO_NAME, NAME_LENGTH, "process name");
        }
    }

    private void auxiliaryVector(long offset, long size) {
        int count = (int) Math.min(size / 16, AuxiliaryVector.LIMIT);
        long[] pairs = new long[2 * count];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = file.u64(offset + 8L * i, "auxiliary vector");
        }
        auxv = new AuxiliaryVector(pairs);
    }

    /** Count and page size, then start, end and offset in pages of each, then their paths one after the other. */
    private void mappedFiles(long offset, long size) {
        if (size < 16) {
            return;
        }
        long count = file.u64(offset, "mapped files");
        long pageSize = file.u64(offset + 8, "mapped files");
        if (count < 0 || count > FILE_LIMIT || count > (size - 16) / 24) {
            damage = Optional.of(file.name() + ": 0x" + Long.toHexString(offset) + ": " + count
                    + " mapped files in a note of " + size + " bytes");
            return;
        }
        long pathAt = offset + 16 + 24 * count;
        for (int i = 0; i < count && pathAt < offset + size; i++) {
            long at = offset + 16 + 24L * i;
            int room = (int) Math.min(PATH_LIMIT, offset + size - pathAt);
            byte[] path = file.bytesToNul(pathAt, room, "path of a mapped file");
            files.add(new MappedFile(
                    file.u64(at, "mapped file"),
                    file.u64(at + 8, "mapped file"),
                    file.u64(at + 16, "mapped file") * pageSize,
                    ElfFile.printable(path)));
            pathAt += path.length + 1;
        }
    }
}
