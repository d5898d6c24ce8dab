package lacuna.linux.proc;

/** Sees the mappings of a process one by one, in the order of their addresses. */
@FunctionalInterface
public interface SmapsVisitor {
    /**
     * One mapping with its figures. {@code figures} is the same object each time: {@link MemoryFigures#copy()} keeps it.
     * The target's mmap lock is not held meanwhile, so this is also the place for a pause.
     * The same reader may read other files meanwhile, but no other maps or smaps: it has one window.
     */
    void mapping(Mapping mapping, MemoryFigures figures, VmFlags flags);
}
