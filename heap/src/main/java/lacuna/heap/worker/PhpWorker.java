package lacuna.heap.worker;

import java.util.List;
import java.util.Optional;
import lacuna.heap.php.OpcacheFigures;
import lacuna.heap.php.PhpStack;
import lacuna.heap.php.PhpVersion;
import lacuna.heap.zend.HeapGlance;

/**
 * A PHP process at a glance.
 *
 * @param object the program or library that PHP is
 * @param heap what its allocator says of itself; not sound where PHP's own allocator is off
 * @param opcache the shared segment, the same for all workers that share it; empty when there is none that could be read
 * @param stack where in its scripts it stands, by looks that stop nobody; an idle worker stands nowhere
 * @param gaps what could not be had, in words for the user
 */
public record PhpWorker(
        int pid,
        PhpVersion version,
        boolean isThreaded,
        String object,
        HeapGlance heap,
        Optional<OpcacheFigures> opcache,
        PhpStack stack,
        List<String> gaps) {
    public PhpWorker {
        gaps = List.copyOf(gaps);
    }
}
