package lacuna.linux.proc;

/** Sees the mappings of a process one by one, in the order of their addresses. */
@FunctionalInterface
public interface MapsVisitor {
    /** The same reader may read other files meanwhile, but no other maps or smaps: it has one window. */
    void mapping(Mapping mapping);
}
