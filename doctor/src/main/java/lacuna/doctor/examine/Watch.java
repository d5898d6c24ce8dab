package lacuna.doctor.examine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Growth;
import lacuna.doctor.evidence.Look;
import lacuna.watch.sample.ProcessView;

/** Several looks at the same processes. */
final class Watch {
    /** So often is a look taken again that fell into a collection. */
    private static final int TRIES = 8;

    private final List<ProcessView> processes;
    private final List<Evidence> latest;
    private final EvidenceReader reader;
    private final Duration maxPause;
    private final List<List<Look>> looks = new ArrayList<>();

    Watch(List<ProcessView> processes, List<Evidence> first, EvidenceReader reader, Duration maxPause) {
        this.processes = processes;
        this.latest = new ArrayList<>(first);
        this.reader = reader;
        this.maxPause = maxPause;
    }

    /** The first look is what was collected already, unless that fell into a collection. */
    void begin(Instant at) {
        for (int i = 0; i < latest.size(); i++) {
            looks.add(new ArrayList<>());
            if (EvidenceReader.isWithinCollection(latest.get(i))) {
                look(i);
            } else {
                looks.get(i).add(EvidenceReader.look(latest.get(i), at));
            }
        }
    }

    void lookAtAll() {
        look(_ -> true);
    }

    /** At those of which more looks would tell more. */
    void lookAtOpen() {
        look(this::isOpen);
    }

    boolean isOpen() {
        return IntStream.range(0, processes.size()).anyMatch(this::isOpen);
    }

    List<Evidence> grown() {
        return IntStream.range(0, latest.size())
                .mapToObj(i -> latest.get(i).with(new Growth(looks.get(i))))
                .toList();
    }

    private boolean isOpen(int process) {
        return new Growth(looks.get(process)).isOpen();
    }

    private void look(IntPredicate isWanted) {
        IntStream.range(0, processes.size()).filter(isWanted).forEach(this::look);
    }

    /** Within a collection what is copied would count twice: it is looked at again, and left out where it never ends. */
    private void look(int process) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Evidence> now = reader.of(processes.get(process), maxPause)
                    .filter(evidence -> evidence.heaps().isPresent());
            if (now.isEmpty()) {
                return;
            }
            if (!EvidenceReader.isWithinCollection(now.get())) {
                latest.set(process, now.get());
                looks.get(process).add(EvidenceReader.look(now.get(), Instant.now()));
                return;
            }
        }
    }
}
