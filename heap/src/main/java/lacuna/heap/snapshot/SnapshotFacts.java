package lacuna.heap.snapshot;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lacuna.heap.image.AuxiliaryVector;
import lacuna.heap.image.ProcessFacts;
import lacuna.heap.image.ProcessThread;
import lacuna.heap.ledger.Pauses;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.ledger.Torn;
import lacuna.heap.map.MapHeader;
import lacuna.linux.call.PageSize;

/**
 * What a snapshot tells of its target and of how it came about. No command line, no environment.
 *
 * @param lacuna the version that wrote it
 * @param kernel the release of the kernel that the process ran on, "" where it is not known, as of a core
 * @param executable the path of the program, "" when unknown
 * @param header what the map of the target begins with
 * @param others allocators that were loaded and could not be walked
 */
public record SnapshotFacts(
        String lacuna,
        String kernel,
        String executable,
        List<ProcessThread> threads,
        MapHeader header,
        ResidentLedger.Measure measure,
        Pauses pauses,
        List<Torn> torn,
        List<String> others,
        List<String> gaps) {
    private static final long LATEST = 1L << 40;
    private static final long MICROS = 1L << 52;

    public SnapshotFacts {
        threads = List.copyOf(threads);
        torn = List.copyOf(torn);
        others = List.copyOf(others);
        gaps = List.copyOf(gaps);
    }

    SectionWriter.Section write(SectionWriter section) {
        section.text(lacuna);
        section.text(kernel);
        section.number(PageSize.BYTES);
        section.text(executable);
        section.list(threads, thread -> {
            section.number(thread.tid());
            section.text(thread.name());
            section.number(thread.descriptor());
        });
        header.pid().ifPresentOrElse(pid -> section.number(pid + 1L), () -> section.number(0));
        section.text(header.process());
        section.text(header.target());
        section.u8(header.moment().isPresent() ? 1 : 0);
        header.moment().ifPresent(at -> {
            section.signed(at.getEpochSecond());
            section.number(at.getNano());
        });
        section.text(header.method().name());
        section.texts(header.missing());
        section.text(measure.name());
        section.number(pauses.count());
        section.number(pauses.longestMicros());
        section.number(pauses.totalMicros());
        section.list(torn, each -> {
            section.label(each.region());
            section.signed(each.bytes());
            section.number(
                    each.needed().map(Duration::toNanos).map(OptionalLong::of).orElse(OptionalLong.empty()));
        });
        section.texts(others);
        section.texts(gaps);
        return section.finish(Format.FACTS);
    }

    /** As {@code file} has them. */
    static SnapshotFacts read(SectionReader section, String file) {
        String lacuna = section.text();
        String kernel = section.text();
        if (section.number() != PageSize.BYTES) {
            throw section.damaged("its pages are of another size than this machine's");
        }
        String executable = section.text();
        List<ProcessThread> threads = section.list(Format.MOST_THREADS, () -> thread(section));
        long pid = section.number(Integer.MAX_VALUE);
        String name = section.text();
        String target = "snapshot " + file + " of " + section.text();
        Optional<Instant> moment = section.u8() == 0 ? Optional.empty() : Optional.of(moment(section));
        MapHeader header = new MapHeader(
                pid == 0 ? OptionalInt.empty() : OptionalInt.of((int) pid - 1),
                name,
                target,
                moment,
                section.constant(MapHeader.Method.class),
                section.texts());
        ResidentLedger.Measure measure = section.constant(ResidentLedger.Measure.class);
        Pauses pauses =
                new Pauses((int) section.number(Integer.MAX_VALUE), section.number(MICROS), section.number(MICROS));
        List<Torn> torn = section.list(Format.MOST_REGIONS, () -> torn(section));
        List<String> others = section.texts();
        List<String> gaps = section.texts();
        section.end();
        return new SnapshotFacts(lacuna, kernel, executable, threads, header, measure, pauses, torn, others, gaps);
    }

    private static ProcessThread thread(SectionReader section) {
        int tid = (int) section.number(Integer.MAX_VALUE);
        return new ProcessThread(tid, section.text(), OptionalLong.empty(), section.optional());
    }

    private static Torn torn(SectionReader section) {
        String region = section.label();
        long bytes = section.signed();
        OptionalLong needed = section.optional();
        return new Torn(
                region,
                bytes,
                needed.isPresent() ? Optional.of(Duration.ofNanos(needed.getAsLong())) : Optional.empty());
    }

    /** The process as far as it is known. */
    ProcessFacts process() {
        return new ProcessFacts(header.pid(), header.process(), executable, threads, AuxiliaryVector.UNKNOWN);
    }

    private static Instant moment(SectionReader section) {
        long seconds = section.signed();
        long nanos = section.number(999_999_999);
        if (seconds < -LATEST || seconds > LATEST) {
            throw section.damaged("its moment is none");
        }
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException impossible) {
            throw section.damaged("its moment is none");
        }
    }
}
