package lacuna.doctor.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Growth;
import lacuna.doctor.evidence.HostEvidence;
import lacuna.doctor.evidence.HugePageBloat;
import lacuna.doctor.evidence.Look;
import lacuna.doctor.evidence.ProcessFigures;
import lacuna.doctor.evidence.Service;
import lacuna.doctor.evidence.Subject;
import lacuna.doctor.examine.Doctor;
import lacuna.doctor.examine.DoctorOptions;
import lacuna.doctor.examine.Progress;
import lacuna.heap.ledger.HeapExamination;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;

/** Evidence for tests: of a real process, or figures without one. */
final class Evident {
    static final long MIB = 1L << 20;

    private Evident() {}

    /** Of a running target, as {@code lacuna doctor PID} collects it. */
    static Evidence of(Target target) {
        return new Doctor(ProcRoot.host(), DoctorOptions.DEFAULT, Progress.SILENT)
                .processes(process -> process.pid() == target.pid(), Integer.toString(target.pid()))
                .findings()
                .getFirst()
                .evidence();
    }

    /** Figures in MiB of a process whose heaps could not be read. */
    static Evidence figures(long rss, long pss, long uss, long file, long shmem, long swap, long pageTables) {
        return with(
                new ProcessFigures(
                        OptionalLong.of(rss * MIB),
                        OptionalLong.of((rss - file - shmem) * MIB),
                        OptionalLong.of(file * MIB),
                        OptionalLong.of(shmem * MIB),
                        OptionalLong.of(pss * MIB),
                        OptionalLong.of(uss * MIB),
                        OptionalLong.of(swap * MIB),
                        OptionalLong.of(0),
                        OptionalLong.of(0),
                        OptionalLong.of(pageTables * MIB),
                        1),
                HugePageBloat.NONE);
    }

    /** A process of {@code rss} MiB of which it offered {@code offered} to the kernel. */
    static Evidence offered(long rss, long offered) {
        ProcessFigures all = figures(rss, rss, rss, 0, 0, 0, 0).figures();
        return with(
                new ProcessFigures(
                        all.rss(),
                        all.anon(),
                        all.file(),
                        all.shmem(),
                        all.pss(),
                        all.uss(),
                        all.swap(),
                        all.hugePages(),
                        OptionalLong.of(offered * MIB),
                        all.pageTables(),
                        1),
                HugePageBloat.NONE);
    }

    /** A process of {@code rss} MiB that has {@code zero} MiB of zeros on {@code huge} MiB of huge pages. */
    static Evidence onHugePages(long rss, long huge, long zero) {
        return with(figures(rss, rss, rss, 0, 0, 0, 0).figures(), new HugePageBloat(huge * MIB, zero * MIB, 64 * MIB));
    }

    /** Looks ten seconds apart that found so many MiB live. */
    static Evidence looks(long... live) {
        long[] seconds = new long[live.length];
        for (int i = 0; i < live.length; i++) {
            seconds[i] = 10L * i;
        }
        return looksAt(seconds, live);
    }

    /** Looks at those seconds that found so many MiB live. */
    static Evidence looksAt(long[] seconds, long[] live) {
        List<Look> looks = new ArrayList<>();
        for (int i = 0; i < live.length; i++) {
            Instant at = Instant.EPOCH.plus(Duration.ofSeconds(seconds[i]));
            looks.add(new Look(at, (live[i] + 5) * MIB, live[i] * MIB, live[i] * 1000, 0));
        }
        return figures(100, 100, 100, 0, 0, 0, 0).with(new Growth(looks));
    }

    /** What was found in the heaps of a process of which nothing else is known. */
    static Evidence found(HeapExamination examined) {
        Evidence bare = figures(100, 100, 100, 0, 0, 0, 0);
        return new Evidence(
                bare.subject(),
                bare.figures(),
                Optional.of(examined),
                bare.bloat(),
                bare.growth(),
                bare.host(),
                List.of());
    }

    private static Evidence with(ProcessFigures figures, HugePageBloat bloat) {
        Subject subject = new Subject(
                "process 4711 (test)",
                OptionalInt.of(4711),
                "test",
                "/usr/bin/test",
                OptionalInt.of(1),
                false,
                new Service("executable", "test", Optional.empty()),
                Optional.of(Duration.ofHours(1)));
        return new Evidence(
                subject,
                figures,
                Optional.empty(),
                bloat,
                Growth.UNKNOWN,
                HostEvidence.UNKNOWN,
                List.of("no permission to examine the process"));
    }
}
