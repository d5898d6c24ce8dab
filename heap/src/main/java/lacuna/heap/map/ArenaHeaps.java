package lacuna.heap.map;

import java.util.Optional;
import lacuna.heap.glibc.MallocMemory;
import lacuna.linux.proc.Mapping;

/**
 * The heaps of glibc's thread arenas: the used part readable and the rest of their address space reserved without access.
 * One mapping can hold several heaps (the kernel merges neighbours), and one heap can be several mappings.
 */
final class ArenaHeaps implements NamingRule {
    /** What most are aligned to, where one cannot be read. */
    private static final long HEAP_MAX = 64L << 20;

    private static final int HEADER = 32;

    private final Scene scene;

    ArenaHeaps(Scene scene) {
        this.scene = scene;
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (!Scene.isPrivateAnonymous(mapping)) {
            return Optional.empty();
        }
        if (mapping.isInaccessible()) {
            if (scene.malloc().isReserve(mapping.start())) {
                return Optional.of(Name.confirmed(MappingKind.ARENA_RESERVE, ""));
            }
            return index > 0 && isShape(index - 1)
                    ? Optional.of(Name.byShape(MappingKind.ARENA_RESERVE, ""))
                    : Optional.empty();
        }
        Optional<Name> found = scene.malloc().name(MallocMemory.Kind.HEAP, mapping);
        return found.isEmpty() && isShape(index) ? Optional.of(Name.byShape(MappingKind.ARENA_HEAP, "")) : found;
    }

    /** Memory of the shape of a heap, which cannot be read. */
    private boolean isShape(int index) {
        Mapping mapping = scene.mappings().get(index);
        return Scene.isData(mapping)
                && mapping.start() % HEAP_MAX == 0
                && mapping.length() < HEAP_MAX
                && !scene.peek().at(mapping.start(), HEADER)
                && scene.directlyAbove(index)
                        .filter(above -> above.isInaccessible()
                                && Scene.isPrivateAnonymous(above)
                                && above.end() == mapping.start() + HEAP_MAX)
                        .isPresent();
    }
}
