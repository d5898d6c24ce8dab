package lacuna.heap.image;

import java.util.List;
import java.util.OptionalInt;

/**
 * What is known of the process as such. {@code name} is the kernel's short name of it ("" when unknown), {@code
 * executable} the path of its program as the mapping list spells it ("" when unknown).
 */
public record ProcessFacts(
        OptionalInt pid, String name, String executable, List<ProcessThread> threads, AuxiliaryVector auxv) {}
