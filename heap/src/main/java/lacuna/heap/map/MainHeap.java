package lacuna.heap.map;

import java.util.Optional;
import lacuna.linux.proc.Mapping;

/**
 * The heap that grows with brk, in an image whose mappings the kernel did not name (a core): the first data above the
 * program that is not the program's own, confirmed by a chain of malloc's chunks.
 */
final class MainHeap implements NamingRule {
    private static final int CHUNKS = 8;
    private static final int FLAGS = 7;
    private static final int PREVIOUS_IN_USE = 1;
    private static final int MAPPED = 2;
    private static final int SMALLEST = 32;

    private final Scene scene;
    private final int candidate;

    MainHeap(Scene scene) {
        this.scene = scene;
        this.candidate = candidate();
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (index != candidate) {
            return Optional.empty();
        }
        return Optional.of(
                beginsWithChunks(mapping)
                        ? Name.confirmed(MappingKind.MAIN_HEAP, "")
                        : Name.byShape(MappingKind.MAIN_HEAP, ""));
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

    private boolean beginsWithChunks(Mapping mapping) {
        long at = mapping.start();
        for (int i = 0; i < CHUNKS; i++) {
            if (!scene.peek().at(at, 16)) {
                return false;
            }
            long head = scene.peek().u64(8);
            long size = head & ~(long) FLAGS;
            long room = mapping.end() - at;
            if (size < SMALLEST || size % 16 != 0 || size > room || (head & (PREVIOUS_IN_USE | MAPPED)) == MAPPED) {
                return false;
            }
            if (i == 0 && (head & PREVIOUS_IN_USE) == 0) {
                return false;
            }
            if (size == room) {
                return true;
            }
            at += size;
        }
        return true;
    }
}
