package lacuna.linux.host;

import lacuna.linux.proc.KernelConstants;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.Reading;
import lacuna.linux.proc.TextFolder;
import lacuna.linux.text.Ascii;
import lacuna.linux.text.Counters;

/** Reads what one {@link ProcRoot} tells of the whole host. For one thread: its buffers are reused. */
public final class HostReader implements AutoCloseable {
    private final TextFolder files;
    private final KernelConstants constants;
    private Counters lastMeminfo = Counters.NONE;
    private Counters lastVmstat = Counters.NONE;

    public HostReader(ProcRoot root) {
        files = new TextFolder(root.path());
        constants = KernelConstants.read(files);
    }

    public Reading<Meminfo> meminfo() {
        return files.read("meminfo", text -> {
            lastMeminfo = Counters.parseWithUnits(text, lastMeminfo);
            return new Meminfo(lastMeminfo);
        });
    }

    public Reading<Vmstat> vmstat() {
        return files.read("vmstat", text -> {
            lastVmstat = Counters.parse(text, lastVmstat);
            return new Vmstat(lastVmstat);
        });
    }

    public Reading<Buddyinfo> buddyinfo() {
        return files.read("buddyinfo", Buddyinfo::parse);
    }

    public Reading<Pagetypeinfo> pagetypeinfo() {
        return files.read("pagetypeinfo", Pagetypeinfo::parse);
    }

    public Reading<Slabinfo> slabinfo() {
        return files.read("slabinfo", text -> Slabinfo.parse(text, constants.pageSize()));
    }

    /** Absent before 4.20 and where the kernel was not told to count it (psi=1). */
    public Reading<Pressure> pressure(Pressure.Resource resource) {
        return files.read("pressure/" + resource.file(), Pressure::parse);
    }

    public Reading<Zoneinfo> zoneinfo() {
        return files.read("zoneinfo", Zoneinfo::parse);
    }

    public Reading<KernelStat> kernelStat() {
        return files.read("stat", KernelStat::parse);
    }

    public Reading<String> hostName() {
        return files.read("sys/kernel/hostname", Ascii::restOfLine);
    }

    /** The kernel's release, such as "6.1.0-13-amd64". */
    public Reading<String> kernelRelease() {
        return files.read("sys/kernel/osrelease", Ascii::restOfLine);
    }

    @Override
    public void close() {
        files.close();
    }
}
