package lacuna.linux.proc;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import lacuna.linux.call.Errno;
import lacuna.linux.call.SystemCalls;
import lacuna.linux.text.Ascii;

/**
 * Reads the processes of one {@link ProcRoot}. For one thread: its buffers are reused. A process may leave at any time;
 * a reading then is {@link Reading.Gone}. Kernel threads and zombies have no address space: their maps, smaps and
 * smaps_rollup are present and empty.
 */
public final class ProcReader implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final ProcRoot root;
    private final TextFolder files;
    private final LineWindow window = new LineWindow();
    private final Ascii line = new Ascii();
    private final MappingText mappings = new MappingText();
    private final MemoryFigures figures = new MemoryFigures();
    private final KernelConstants constants;

    public ProcReader(ProcRoot root) {
        this.root = root;
        files = new TextFolder(root.path());
        constants = KernelConstants.read(files);
    }

    /** The bytes of a page, as the kernel tells every program at its start. */
    public long pageSize() {
        return constants.pageSize();
    }

    /** The PIDs that are there now, ascending. */
    public int[] pids() {
        return numbersIn(root.path().toFile());
    }

    /** The thread ids of a process, ascending; none when it left. */
    public int[] tids(int pid) {
        return numbersIn(root.path().resolve(pid + "/task").toFile());
    }

    public Reading<ProcessStat> stat(int pid) {
        return ofProcess(pid, "/stat", ProcessStat::parse);
    }

    public Reading<ProcessStat> threadStat(int pid, int tid) {
        return ofThread(pid, tid, "/stat", ProcessStat::parse);
    }

    /** The kernel's name of a thread, which programs set to tell their threads apart. */
    public Reading<String> threadComm(int pid, int tid) {
        return ofThread(pid, tid, "/comm", ProcReader::nameLine);
    }

    public Reading<Statm> statm(int pid) {
        return ofProcess(pid, "/statm", text -> Statm.parse(text, constants.pageSize()));
    }

    public Reading<ProcessStatus> status(int pid) {
        return ofProcess(pid, "/status", StatusText::parse);
    }

    public Reading<String> comm(int pid) {
        return ofProcess(pid, "/comm", ProcReader::nameLine);
    }

    /** The kernel function that the process waits in, "0" when it runs or the kernel does not tell. */
    public Reading<String> wchan(int pid) {
        return ofProcess(pid, "/wchan", Ascii::restOfLine);
    }

    public Reading<List<CgroupLine>> cgroup(int pid) {
        return ofProcess(pid, "/cgroup", CgroupLine::parse);
    }

    public Reading<CommandLine> cmdline(int pid) {
        return ofProcess(pid, "/cmdline", CommandLine.MOST_BYTES, CommandLine::parse);
    }

    /** The program's file, with " (deleted)" when it was replaced. Absent for kernel threads. */
    public Reading<String> exe(int pid) {
        return link(pid, "exe");
    }

    /** The folder that the process sees as "/". */
    public Reading<String> root(int pid) {
        return link(pid, "root");
    }

    /** The sums over all mappings. Blocks the target's mmap and munmap for as long as it takes: 10 ms per GiB. */
    public Reading<MemoryFigures> smapsRollup(int pid) {
        int length = processPath(pid, "/smaps_rollup").load(TextFolder.MOST_BYTES);
        if (hasNoMemory(pid, length)) {
            return new Reading.Present<>(new MemoryFigures());
        }
        return length < 0
                ? refusal(pid, "/smaps_rollup", -length)
                : processPath(pid, "/smaps_rollup").parse(length, FiguresText::rollup);
    }

    /** Shows each mapping with its figures, in small reads: how many there were. Some may be shown before a refusal. */
    public Reading<Integer> smaps(int pid, SmapsVisitor visitor) {
        return stream(pid, "/smaps", () -> SmapsText.walk(window, line, mappings, figures, visitor));
    }

    /** Shows each mapping, in small reads: how many there were. Some may be shown before a refusal. */
    public Reading<Integer> maps(int pid, MapsVisitor visitor) {
        return stream(pid, "/maps", () -> mappings.walk(window, line, visitor));
    }

    public Reading<List<Mapping>> maps(int pid) {
        List<Mapping> all = new ArrayList<>();
        return maps(pid, all::add).map(_ -> List.copyOf(all));
    }

    /** What turns {@link ProcessStat#startTicks()} into a time. */
    public Reading<BootClock> bootClock() {
        String bootId = files.read("sys/kernel/random/boot_id", Ascii::restOfLine)
                .toOptional()
                .orElse("");
        return files.read("stat", ProcReader::bootTime)
                .map(time -> new BootClock(bootId, time, constants.ticksPerSecond()));
    }

    @Override
    public void close() {
        files.close();
    }

    private static Instant bootTime(Ascii text) {
        while (!text.atEnd()) {
            if (text.take("btime ")) {
                return Instant.ofEpochSecond(text.smallDecimal());
            }
            text.skipLine();
        }
        text.fail("no line btime");
        return Instant.EPOCH;
    }

    /** A name is any bytes, even a newline; the one at the end is the kernel's. */
    private static String nameLine(Ascii text) {
        text.expectWholeLines();
        return text.failed() || text.atEnd() ? "" : text.string(text.position(), text.limit() - 1);
    }

    private <T> Reading<T> ofProcess(int pid, String name, TextFolder.Parser<T> parser) {
        return ofProcess(pid, name, TextFolder.MOST_BYTES, parser);
    }

    private <T> Reading<T> ofProcess(int pid, String name, int most, TextFolder.Parser<T> parser) {
        int length = processPath(pid, name).load(most);
        return length < 0 ? refusal(pid, name, -length) : files.parse(length, parser);
    }

    private <T> Reading<T> ofThread(int pid, int tid, String name, TextFolder.Parser<T> parser) {
        int length = threadPath(pid, tid, name).load(TextFolder.MOST_BYTES);
        if (length >= 0) {
            return files.parse(length, parser);
        }
        boolean left = length == -Errno.ENOENT && !threadPath(pid, tid, "").isFolder();
        return left ? new Reading.Gone<>() : threadPath(pid, tid, name).refusal(-length);
    }

    private Reading<Integer> stream(int pid, String name, IntSupplier walk) {
        int fd = processPath(pid, name).openFile();
        if (fd < 0) {
            return hasNoMemory(pid, fd) ? new Reading.Present<>(0) : refusal(pid, name, -fd);
        }
        int count;
        try {
            window.over((target, at, most, offset) -> files.readInto(fd, target, at, most, offset));
            line.over(NOTHING, 0, 0, 1);
            count = walk.getAsInt();
        } finally {
            SystemCalls.close(fd);
        }
        if (line.failed()) {
            return processPath(pid, name).malformed(line);
        }
        if (count == 0 && hasNoMemory(pid, -window.error())) {
            return new Reading.Present<>(0);
        }
        return window.error() == 0 ? new Reading.Present<>(count) : refusal(pid, name, window.error());
    }

    /** ENOENT is told of a process that left as well as of a file that this kernel does not have. */
    private <T> Reading<T> refusal(int pid, String name, int errno) {
        if (errno == Errno.ENOENT && !exists(pid)) {
            return new Reading.Gone<>();
        }
        return processPath(pid, name).refusal(errno);
    }

    /** Kernel threads and zombies answer ESRCH here, as a process does that left, though they are still there. */
    private boolean hasNoMemory(int pid, int result) {
        return result == -Errno.ESRCH && exists(pid);
    }

    private boolean exists(int pid) {
        return processPath(pid, "").isFolder();
    }

    private TextFolder processPath(int pid, String name) {
        files.path().clear().number(Math.max(0, pid)).text(name);
        return files;
    }

    private TextFolder threadPath(int pid, int tid, String name) {
        files.path()
                .clear()
                .number(Math.max(0, pid))
                .text("/task/")
                .number(Math.max(0, tid))
                .text(name);
        return files;
    }

    private Reading<String> link(int pid, String name) {
        Path link = root.path().resolve(pid + "/" + name);
        try {
            return new Reading.Present<>(Files.readSymbolicLink(link).toString());
        } catch (AccessDeniedException _) {
            return new Reading.Denied<>(link.toString());
        } catch (NoSuchFileException _) {
            return exists(pid) ? new Reading.Absent<>(link.toString()) : new Reading.Gone<>();
        } catch (IOException refused) {
            return exists(pid)
                    ? new Reading.Malformed<>(link.toString(), 0, "cannot be read: " + refused.getMessage())
                    : new Reading.Gone<>();
        }
    }

    private static int[] numbersIn(File folder) {
        String[] names = folder.list();
        if (names == null) {
            return new int[0];
        }
        int[] numbers = new int[names.length];
        int count = 0;
        for (String name : names) {
            int number = number(name);
            if (number > 0) {
                numbers[count++] = number;
            }
        }
        Arrays.sort(numbers, 0, count);
        return Arrays.copyOf(numbers, count);
    }

    /** The number that {@code name} is, or 0; the kernel's PIDs are below 2^22. */
    private static int number(String name) {
        if (name.length() > 9) {
            return 0;
        }
        int number = 0;
        for (int i = 0; i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
