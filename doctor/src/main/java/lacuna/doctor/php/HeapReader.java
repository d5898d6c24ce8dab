package lacuna.doctor.php;

import java.util.Optional;
import lacuna.linux.proc.ProcessKey;

/** Reads PHP's own heap of a worker, from outside; absent where it cannot be read or does not hold still. */
public interface HeapReader {
    /** Nobody can: the figures are absent. */
    HeapReader NONE = _ -> Optional.empty();

    Optional<HeapFigures> heapOf(ProcessKey worker);
}
