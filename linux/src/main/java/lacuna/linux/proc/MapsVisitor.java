package lacuna.linux.proc;

/** Sees the mappings of a process one by one, in the order of their addresses. */
@FunctionalInterface
public interface MapsVisitor {
    void mapping(Mapping mapping);
}
