package lacuna.heap.map;

import java.util.Optional;
import lacuna.linux.proc.Mapping;

/** The mapped parts of the program's own file, of libraries, and of the archives that a JVM starts from. */
final class ProgramFiles implements NamingRule {
    private final Scene scene;

    ProgramFiles(Scene scene) {
        this.scene = scene;
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        String path = mapping.path();
        if (!path.startsWith("/") || mapping.isInaccessible() || KernelNames.isSharedMemory(mapping)) {
            return Optional.empty();
        }
        String note = mapping.deleted() ? "its file was replaced or deleted" : "";
        if (path.equals(scene.executable())) {
            return Optional.of(Name.confirmed(
                    mapping.isWritable() ? MappingKind.EXECUTABLE_DATA : MappingKind.EXECUTABLE_TEXT, note));
        }
        if (path.endsWith(".jsa")) {
            return Optional.of(Name.confirmed(MappingKind.JVM_CDS, note));
        }
        if (scene.isProgram(path)) {
            return Optional.of(
                    Name.confirmed(mapping.isWritable() ? MappingKind.LIBRARY_DATA : MappingKind.LIBRARY_TEXT, note));
        }
        return Optional.empty();
    }
}
