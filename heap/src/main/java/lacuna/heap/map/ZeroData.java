package lacuna.heap.map;

import java.util.Optional;
import lacuna.heap.image.MappedObject;
import lacuna.linux.proc.Mapping;

/**
 * Zero-initialised data (.bss): anonymous memory directly behind the writable part of a program or library. The object's
 * own headers say how far it reaches; what the kernel merged with it may lie beyond.
 */
final class ZeroData implements NamingRule {
    private final Scene scene;

    ZeroData(Scene scene) {
        this.scene = scene;
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (!Scene.isData(mapping) || !mapping.isAnonymous()) {
            return Optional.empty();
        }
        return scene.directlyBelow(index)
                .filter(below -> !below.isShared() && scene.isProgram(below.path()))
                .flatMap(below -> behind(below, mapping));
    }

    private Optional<Name> behind(Mapping data, Mapping mapping) {
        MappingKind kind =
                data.path().equals(scene.executable()) ? MappingKind.EXECUTABLE_DATA : MappingKind.LIBRARY_DATA;
        String whose = data.path().substring(data.path().lastIndexOf('/') + 1);
        Optional<MappedObject> object = scene.object(data.path());
        if (object.isEmpty()) {
            // Data of which the end was made read-only looks like code; without headers that is not enough.
            return data.isWritable()
                    ? Optional.of(Name.byShape(kind, "zero-initialised data of " + whose))
                    : Optional.empty();
        }
        long own = Math.min(object.get().end() - mapping.start(), mapping.length());
        return own > 0 && Scene.isMostOf(own, mapping)
                ? Optional.of(Name.confirmed(kind, "zero-initialised data of " + whose))
                : Optional.empty();
    }
}
