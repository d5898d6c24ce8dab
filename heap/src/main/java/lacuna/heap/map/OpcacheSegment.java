package lacuna.heap.map;

import java.util.Optional;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.php.OpcacheRecord;
import lacuna.linux.proc.Mapping;

/**
 * The shared memory of PHP's OPcache, which begins with a record that leads back to the mapping. With the JIT a second
 * mapping of the same memory follows.
 */
final class OpcacheSegment implements NamingRule {
    private static final int RECORD = 64;

    private final Scene scene;
    private final MemoryWindow window;
    private final boolean isPhp;

    OpcacheSegment(Scene scene) {
        this.scene = scene;
        this.window = new MemoryWindow(scene.image()::read, MemoryWindow.GLANCE);
        this.isPhp = scene.library("opcache.so").isPresent()
                || scene.executable()
                        .substring(scene.executable().lastIndexOf('/') + 1)
                        .startsWith("php");
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (!KernelNames.isSharedMemory(mapping) || mapping.isInaccessible()) {
            return Optional.empty();
        }
        if (OpcacheRecord.at(window, mapping).isPresent()) {
            return Optional.of(Name.confirmed(MappingKind.OPCACHE, ""));
        }
        if (index > 0 && isContinued(mapping, scene.mappings().get(index - 1))) {
            return name(index - 1, scene.mappings().get(index - 1))
                    .map(first -> new Name(first.kind(), first.sureness(), "its JIT buffer"));
        }
        boolean isShape = isPhp
                && mapping.path().startsWith("/dev/zero")
                && mapping.offset() == 0
                && mapping.length() >= 8 << 20
                && !scene.peek().at(mapping.start(), RECORD);
        return isShape ? Optional.of(Name.byShape(MappingKind.OPCACHE, "")) : Optional.empty();
    }

    private static boolean isContinued(Mapping mapping, Mapping below) {
        return below.end() == mapping.start()
                && below.path().equals(mapping.path())
                && below.inode() == mapping.inode()
                && mapping.offset() != 0
                && mapping.offset() == below.offset() + below.length();
    }
}
