package lacuna.heap.map;

import java.util.Optional;
import lacuna.heap.glibc.MallocMemory;
import lacuna.linux.proc.Mapping;

/** Allocations that glibc gave mappings of their own; the kernel merges neighbours, so there can be many in one. */
final class LargeMallocs implements NamingRule {
    private final Scene scene;

    LargeMallocs(Scene scene) {
        this.scene = scene;
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        return Scene.isData(mapping) ? scene.malloc().name(MallocMemory.Kind.CHUNK, mapping) : Optional.empty();
    }
}
