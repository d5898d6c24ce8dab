package lacuna.watch.sample;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import lacuna.linux.host.HostReader;
import lacuna.linux.host.Meminfo;
import lacuna.linux.host.Pressure;

/** The host's own figures. */
final class HostSampler implements AutoCloseable {
    /** A huge page is 2^9 pages of 4 KiB on the architectures that Lacuna knows. */
    private static final int HUGE_PAGE_ORDER = 9;

    private final HostReader reader;

    HostSampler(HostReader reader) {
        this.reader = reader;
    }

    HostMemory sample() {
        Optional<Meminfo> meminfo = reader.meminfo().toOptional();
        return new HostMemory(
                reader.hostName().toOptional().orElse("this host"),
                "Linux " + reader.kernelRelease().toOptional().orElse("of unknown release"),
                Runtime.getRuntime().availableProcessors(),
                figure(meminfo, Meminfo::total),
                figure(meminfo, Meminfo::free),
                figure(meminfo, Meminfo::available),
                figure(meminfo, Meminfo::anonymous),
                figure(meminfo, Meminfo::cached),
                figure(meminfo, Meminfo::shared),
                figure(meminfo, Meminfo::slab),
                figure(meminfo, Meminfo::slabUnreclaimable),
                figure(meminfo, Meminfo::pageTables),
                figure(meminfo, Meminfo::kernelStacks),
                figure(meminfo, Meminfo::swapTotal),
                figure(meminfo, Meminfo::swapFree),
                fragmentation(),
                reader.pressure(Pressure.Resource.MEMORY).toOptional());
    }

    private OptionalDouble fragmentation() {
        return reader.buddyinfo()
                .toOptional()
                .map(buddies -> buddies.unusableShare(HUGE_PAGE_ORDER))
                .orElse(OptionalDouble.empty());
    }

    private static OptionalLong figure(Optional<Meminfo> meminfo, Function<Meminfo, OptionalLong> figure) {
        return meminfo.map(figure).orElse(OptionalLong.empty());
    }

    @Override
    public void close() {
        reader.close();
    }
}
