package lacuna.heap.map;

import java.util.Optional;
import lacuna.heap.image.MappedObject;
import lacuna.linux.proc.Mapping;

/**
 * The arenas of Go's heap. Its runtime asks for them at 0x00c000000000 and, where that is taken, at the same place of
 * the next terabyte; the program's own headers say whether Go's linker made it.
 */
final class GoHeap implements NamingRule {
    private static final long TERABYTE = 1L << 40;
    private static final long FIRST = 0xc0L << 32;
    private static final long END = 0xe0L << 32;
    private static final long LAST_TERABYTE = 0x7f;

    private final boolean isGo;

    GoHeap(Scene scene) {
        this.isGo = !scene.executable().isEmpty()
                && scene.object(scene.executable()).filter(MappedObject::isGo).isPresent();
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        long within = mapping.start() % TERABYTE;
        boolean isThere = mapping.start() >>> 40 <= LAST_TERABYTE && within >= FIRST && within < END;
        if (!isGo || !isThere || !Scene.isPrivateAnonymous(mapping)) {
            return Optional.empty();
        }
        return Optional.of(
                mapping.isInaccessible()
                        ? Name.confirmed(MappingKind.RESERVED, "Go heap")
                        : Name.confirmed(MappingKind.GO_HEAP, ""));
    }
}
