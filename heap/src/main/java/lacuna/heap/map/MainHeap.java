package lacuna.heap.map;

import java.util.Optional;
import lacuna.heap.glibc.MallocMemory;
import lacuna.linux.proc.Mapping;

/**
 * Memory of glibc's main arena, which the kernel names only where it grows with brk, and not in a core. Where the arena is
 * not found, the first data above the program that is not the program's own has the shape of it.
 */
final class MainHeap implements NamingRule {
    private final Scene scene;
    private final int candidate;

    MainHeap(Scene scene) {
        this.scene = scene;
        this.candidate = candidate();
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        Optional<Name> found =
                Scene.isData(mapping) ? scene.malloc().name(MallocMemory.Kind.MAIN, mapping) : Optional.empty();
        return found.isEmpty() && index == candidate ? Optional.of(Name.byShape(MappingKind.MAIN_HEAP, "")) : found;
    }

    private int candidate() {
        int last = -1;
        for (int i = 0; i < scene.mappings().size(); i++) {
            Mapping mapping = scene.mappings().get(i);
            if (mapping.path().equals("[heap]")) {
                return -1;
            }
            if (!mapping.path().isEmpty() && mapping.path().equals(scene.executable())) {
                last = i;
            }
        }
        if (last < 0) {
            return -1;
        }
        for (int i = last + 1; i < scene.mappings().size(); i++) {
            Mapping mapping = scene.mappings().get(i);
            boolean isOwnData = i == last + 1 && scene.directlyBelow(i).isPresent();
            if (!mapping.isAnonymous() || mapping.isShared()) {
                return -1;
            }
            if (!isOwnData) {
                return Scene.isData(mapping) ? i : -1;
            }
        }
        return -1;
    }
}
