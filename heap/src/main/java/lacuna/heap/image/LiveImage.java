package lacuna.heap.image;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.elf.FileBytes;
import lacuna.linux.CannotExamine;
import lacuna.linux.call.Access;
import lacuna.linux.call.Refusal;
import lacuna.linux.call.Residency;
import lacuna.linux.call.RobustList;
import lacuna.linux.proc.MappedFile;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;

/**
 * A process that runs. Its mapping list is of the moment it was made; its bytes are those of the moment of reading. What
 * the kernel does not let us read is a gap, not an error: the mapping list alone is worth a map.
 */
public final class LiveImage implements MemoryImage {
    private final ProcRoot root;
    private final int pid;
    private final List<Mapping> mappings;
    private final ProcessFacts facts;
    private final Optional<LiveBytes> bytes;
    private final List<String> gaps;
    private final Queue<LiveImage> others = new ConcurrentLinkedQueue<>();

    private LiveImage(
            ProcRoot root,
            int pid,
            List<Mapping> mappings,
            ProcessFacts facts,
            Optional<LiveBytes> bytes,
            List<String> gaps) {
        this.root = root;
        this.pid = pid;
        this.mappings = mappings;
        this.facts = facts;
        this.bytes = bytes;
        this.gaps = gaps;
    }

    /** The process {@code pid}, whose mappings have been read already. */
    public static LiveImage of(ProcRoot root, ProcReader reader, int pid, List<Mapping> mappings) {
        List<String> gaps = new ArrayList<>();
        Optional<LiveBytes> bytes = Optional.empty();
        // A recorded /proc holds what the kernel said, but no memory.
        if (root.equals(ProcRoot.host())) {
            bytes = openBytes(pid, gaps);
        }
        String name = reader.comm(pid).toOptional().orElse("");
        AuxiliaryVector auxv = auxiliaryVector(root, pid);
        String executable = auxv.program(mappings).or(() -> exe(reader, pid)).orElse("");
        ProcessFacts facts = new ProcessFacts(OptionalInt.of(pid), name, executable, threads(root, reader, pid), auxv);
        return new LiveImage(root, pid, List.copyOf(mappings), facts, bytes, List.copyOf(gaps));
    }

    @Override
    public String describe() {
        return "process " + pid;
    }

    @Override
    public ProcessFacts facts() {
        return facts;
    }

    @Override
    public List<Mapping> mappings() {
        return mappings;
    }

    @Override
    public List<String> gaps() {
        return gaps;
    }

    /** Which pages are where; empty when the kernel does not tell. It is closed with the image. */
    public Optional<Residency> residency() {
        return bytes.map(LiveBytes::residency);
    }

    @Override
    public LiveImage another() {
        Optional<LiveBytes> own = bytes.isEmpty() ? Optional.empty() : openBytes(pid, new ArrayList<>());
        LiveImage another = new LiveImage(root, pid, mappings, facts, own, gaps);
        others.add(another);
        return another;
    }

    @Override
    public int read(long address, MemorySegment into, int length) {
        if (bytes.isEmpty()) {
            return 0;
        }
        int done = 0;
        int index = indexOf(address);
        while (done < length && index >= 0 && index < mappings.size()) {
            Mapping mapping = mappings.get(index++);
            if (!mapping.contains(address + done)) {
                break;
            }
            int wanted = (int) Math.min(length - done, mapping.end() - (address + done));
            int count = bytes.get().read(mapping, address + done, into.asSlice(done), wanted);
            done += count;
            if (count < wanted) {
                break;
            }
        }
        return done;
    }

    /** Opens what is really mapped, even if its path has meanwhile gone to another file or leads into a container. */
    @Override
    public Optional<ElfFile> file(Mapping mapping) {
        if (!root.equals(ProcRoot.host())) {
            return Optional.empty();
        }
        return MappedFile.open(pid, mapping).toOptional().flatMap(file -> {
            try {
                return Optional.of(ElfFile.of(FileBytes.of(mapping.path(), file.file())));
            } catch (CannotExamine noElfFile) {
                return Optional.empty();
            }
        });
    }

    @Override
    public void close() {
        bytes.ifPresent(LiveBytes::close);
        others.forEach(LiveImage::close);
    }

    private static Optional<LiveBytes> openBytes(int pid, List<String> gaps) {
        return switch (LiveBytes.open(pid)) {
            case Access.Granted<LiveBytes>(LiveBytes opened) -> Optional.of(opened);
            case Access.Refused<LiveBytes>(Refusal refusal) -> {
                gaps.add("its memory cannot be read: " + refusal.why() + "; " + refusal.remedy());
                yield Optional.empty();
            }
        };
    }

    /** The program's path by the kernel's link, which is another than that of the mappings in some chroots. */
    private static Optional<String> exe(ProcReader reader, int pid) {
        String deleted = " (deleted)";
        return reader.exe(pid)
                .toOptional()
                .map(path -> path.endsWith(deleted) ? path.substring(0, path.length() - deleted.length()) : path);
    }

    private static List<ProcessThread> threads(ProcRoot root, ProcReader reader, int pid) {
        List<ProcessThread> threads = new ArrayList<>();
        for (int tid : reader.tids(pid)) {
            OptionalLong descriptor = root.equals(ProcRoot.host())
                    ? RobustList.headOf(tid).toOptional().orElse(OptionalLong.empty())
                    : OptionalLong.empty();
            String name = reader.threadComm(pid, tid).toOptional().orElse("");
            threads.add(new ProcessThread(tid, name, OptionalLong.empty(), descriptor));
        }
        return List.copyOf(threads);
    }

    private static AuxiliaryVector auxiliaryVector(ProcRoot root, int pid) {
        try {
            byte[] raw = Files.readAllBytes(root.path().resolve(pid + "/auxv"));
            ByteBuffer words = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
            long[] pairs = new long[2 * Math.min(raw.length / 16, AuxiliaryVector.LIMIT)];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = words.getLong(8 * i);
            }
            return new AuxiliaryVector(pairs);
        } catch (IOException refused) {
            return AuxiliaryVector.UNKNOWN;
        }
    }

    /** The mapping that {@code address} lies in, or one that does not hold it. */
    private int indexOf(long address) {
        int low = 0;
        int high = mappings.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(mappings.get(middle).start(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
