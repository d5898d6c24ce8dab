package lacuna.watch.sample;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import lacuna.linux.host.HostReader;
import lacuna.linux.host.Meminfo;

/** The host's own figures. */
final class HostSampler {
    /** A huge page is 2^9 pages of 4 KiB on the architectures that Lacuna knows. */
    private static final int HUGE_PAGE_ORDER = 9;

    private final HostReader reader;

    HostSampler(HostReader reader) {
        this.reader = reader;
    }

    HostMemory sample() {
        Optional<Meminfo> meminfo = reader.meminfo().toOptional();
        return new HostMemory(
                reader.hostName(),
                reader.kernelRelease(),
                Runtime.getRuntime().availableProcessors(),
                figure(meminfo, "MemTotal"),
                figure(meminfo, "MemFree"),
                figure(meminfo, "MemAvailable"),
                figure(meminfo, "AnonPages"),
                figure(meminfo, "Cached"),
                figure(meminfo, "Shmem"),
                figure(meminfo, "Slab"),
                figure(meminfo, "SUnreclaim"),
                figure(meminfo, "PageTables"),
                figure(meminfo, "KernelStack"),
                figure(meminfo, "SwapTotal"),
                figure(meminfo, "SwapFree"),
                fragmentation(),
                reader.memoryPressure().toOptional());
    }

    private OptionalDouble fragmentation() {
        return reader.buddyinfo()
                .toOptional()
                .map(buddies -> buddies.unusableShare(HUGE_PAGE_ORDER))
                .orElse(OptionalDouble.empty());
    }

    private static OptionalLong figure(Optional<Meminfo> meminfo, String name) {
        return meminfo.map(figures -> figures.get(name)).orElse(OptionalLong.empty());
    }
}
