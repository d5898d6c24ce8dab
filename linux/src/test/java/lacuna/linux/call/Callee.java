package lacuna.linux.call;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process that is called into, as its maps show it. */
final class Callee {
    private Callee() {}

    /** A function of process {@code pid}, with the way back that its own C library has. */
    static RemoteFunction function(int pid, long address, long argument, long errnoLocation) {
        return new RemoteFunction(address, argument, errnoLocation, wayBack(pid, errnoLocation));
    }

    private static WayBack wayBack(int pid, long inLibrary) {
        for (String line : maps(pid)) {
            String[] range = line.substring(0, line.indexOf(' ')).split("-", 2);
            long start = Long.parseUnsignedLong(range[0], 16);
            long end = Long.parseUnsignedLong(range[1], 16);
            if (start <= inLibrary && inLibrary < end) {
                return wayBack(pid, start, end);
            }
        }
        throw new AssertionError("no mapping at " + Long.toHexString(inLibrary));
    }

    private static WayBack wayBack(int pid, long start, long end) {
        try (ProcessMemory memory = ProcessMemory.open(pid).orThrow(refusal -> new AssertionError(refusal.toString()));
                Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(end - start);
            memory.read(start, code, code.byteSize());
            return WayBack.in(code, start).orElseThrow();
        }
    }

    private static List<String> maps(int pid) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "maps"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
