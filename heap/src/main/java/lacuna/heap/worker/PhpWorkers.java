package lacuna.heap.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lacuna.heap.image.LiveImage;
import lacuna.heap.php.OpcacheFigures;
import lacuna.heap.php.OpcacheSegments;
import lacuna.heap.php.PhpProgram;
import lacuna.heap.php.PhpPrograms;
import lacuna.heap.php.PhpStack;
import lacuna.heap.zend.HeapGlance;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;

/**
 * Looks at PHP processes, each once: the program's file is read once for all that run it, and a shared segment once for all
 * that have it, by the first process that has looked at its first pages itself.
 */
public final class PhpWorkers {
    private record Look(
            int pid,
            PhpProgram program,
            HeapGlance heap,
            Optional<OpcacheFigures.Segment> segment,
            PhpStack stack,
            List<String> gaps) {}

    private final ProcRoot root;
    private final ProcReader reader;
    private final PhpPrograms programs = new PhpPrograms();
    private final Map<OpcacheFigures.Segment, OpcacheFigures> segments = new HashMap<>();

    public PhpWorkers(ProcRoot root, ProcReader reader) {
        this.root = root;
        this.reader = reader;
    }

    /** Those of {@code pids} that are PHP and still there. A pool's master is worth naming too: it knows the segment. */
    public List<PhpWorker> of(List<Integer> pids) {
        List<Look> looks = new ArrayList<>();
        for (int pid : pids) {
            look(pid).ifPresent(looks::add);
        }
        // Only now: the last process may be the one that knows the segment of the first.
        return looks.stream().map(this::worker).toList();
    }

    private PhpWorker worker(Look look) {
        return new PhpWorker(
                look.pid(),
                look.program().version(),
                look.program().isThreaded(),
                look.program().object(),
                look.heap(),
                look.segment().flatMap(key -> Optional.ofNullable(segments.get(key))),
                look.stack(),
                look.gaps());
    }

    private Optional<Look> look(int pid) {
        List<Mapping> mappings = reader.maps(pid).toOptional().orElse(List.of());
        if (mappings.isEmpty()) {
            return Optional.empty();
        }
        try (LiveImage image = LiveImage.of(root, reader, pid, mappings)) {
            Optional<PhpProgram> program = programs.in(image);
            if (program.isEmpty()) {
                return Optional.empty();
            }
            Optional<OpcacheFigures.Segment> segment = OpcacheSegments.of(image, mappings);
            segment.filter(key -> !segments.containsKey(key))
                    .flatMap(_ -> OpcacheFigures.of(image))
                    .ifPresent(found -> segments.put(found.segment(), found));
            int heaps = program.get().isThreaded() ? Integer.MAX_VALUE : 1;
            return Optional.of(new Look(
                    pid,
                    program.get(),
                    HeapGlance.at(image, heaps),
                    segment,
                    PhpStack.of(image, program.get(), Duration.ZERO),
                    image.gaps()));
        }
    }
}
