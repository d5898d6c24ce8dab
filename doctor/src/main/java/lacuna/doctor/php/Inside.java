package lacuna.doctor.php;

import java.util.Optional;
import lacuna.heap.php.PhpStack;

/**
 * What was seen inside of a worker without stopping it: PHP's heap, and where in its scripts it stands. {@code gap} is why
 * there is no heap, in words for the user; "" where there is one.
 */
public record Inside(Optional<HeapFigures> heap, Optional<PhpStack> stack, String gap) {
    static final Inside NOT_READ = new Inside(
            Optional.empty(), Optional.empty(), "could not be read: that needs CAP_SYS_PTRACE (sudo), or more time");
}
