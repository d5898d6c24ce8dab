package lacuna.heap.map;

import java.util.Optional;
import lacuna.linux.proc.Mapping;

/** Recognises one kind of thing: by the shape of a mapping and its neighbours, and by a few bytes where it can. */
@FunctionalInterface
interface NamingRule {
    /** The name of the {@code index}th mapping of the scene, when it is this rule's thing. */
    Optional<Name> name(int index, Mapping mapping);
}
