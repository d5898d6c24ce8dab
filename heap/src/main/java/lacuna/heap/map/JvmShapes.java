package lacuna.heap.map;

import java.util.Optional;
import lacuna.linux.proc.Mapping;

/**
 * What a JVM does not say of its memory, by shape: metaspace comes in nodes of 64 MiB, the class space follows the class
 * archive; and the heap and the code cache, where its own description could not be read.
 */
final class JvmShapes implements NamingRule {
    private static final long NODE = 64L << 20;
    private static final long NODE_ALIGNMENT = 4L << 20;
    /** Heaps below this address need no bits more than compressed pointers have, so HotSpot prefers it. */
    private static final long COMPRESSED_LIMIT = 32L << 30;
    /** The class space must be reachable from the archive with 32 bits. */
    private static final long CLASS_REACH = 4L << 30;

    private static final long SMALLEST_HEAP = 2L << 20;

    private final Scene scene;
    private final boolean isJvm;

    JvmShapes(Scene scene) {
        this.scene = scene;
        this.isJvm = scene.library("libjvm.so").isPresent();
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (!isJvm) {
            return Optional.empty();
        }
        // ZGC maps its heap several times, from a memory file of this name.
        if (mapping.path().startsWith("/memfd:java_heap")) {
            return Optional.of(Name.confirmed(MappingKind.JVM_HEAP, ""));
        }
        if (!Scene.isPrivateAnonymous(mapping)) {
            return Optional.empty();
        }
        if (mapping.isWritable() && mapping.isExecutable()) {
            return Optional.of(Name.byShape(MappingKind.JVM_CODE_CACHE, ""));
        }
        if (isInNode(index) || isBehindArchive(index)) {
            return named(mapping, MappingKind.JVM_METASPACE);
        }
        boolean isHeap = Scene.isData(mapping)
                && Long.compareUnsigned(mapping.start(), COMPRESSED_LIMIT) < 0
                && mapping.length() >= SMALLEST_HEAP;
        return isHeap ? Optional.of(Name.byShape(MappingKind.JVM_HEAP, "")) : Optional.empty();
    }

    private static Optional<Name> named(Mapping mapping, MappingKind kind) {
        return Optional.of(
                mapping.isInaccessible() ? Name.byShape(MappingKind.RESERVED, kind.words()) : Name.byShape(kind, ""));
    }

    /** Whether gapless private memory around the mapping begins at a possible node and has a border at its end. */
    private boolean isInNode(int index) {
        long end = scene.mappings().get(index).end();
        for (int i = index; i >= 0; i--) {
            Mapping mapping = scene.mappings().get(i);
            boolean isGapless =
                    i == index || mapping.end() == scene.mappings().get(i + 1).start();
            if (!isGapless || !Scene.isPrivateAnonymous(mapping) || end - mapping.start() > NODE) {
                return false;
            }
            if (mapping.start() % NODE_ALIGNMENT == 0 && Scene.isData(mapping) && endsAt(i, mapping.start() + NODE)) {
                return true;
            }
        }
        return false;
    }

    /** Whether gapless private memory from the {@code index}th mapping on has a border at {@code end}. */
    private boolean endsAt(int index, long end) {
        for (int i = index; i < scene.mappings().size(); i++) {
            Mapping mapping = scene.mappings().get(i);
            if (!Scene.isPrivateAnonymous(mapping) || mapping.end() - end > 0) {
                return false;
            }
            if (mapping.end() == end) {
                return true;
            }
            if (scene.directlyAbove(i).isEmpty()) {
                return false;
            }
        }
        return false;
    }

    /** Whether gapless private memory leads down from the mapping to a class archive. */
    private boolean isBehindArchive(int index) {
        for (int i = index; i >= 0; i--) {
            Mapping mapping = scene.mappings().get(i);
            boolean isGapless =
                    i == index || mapping.end() == scene.mappings().get(i + 1).start();
            if (!isGapless || scene.mappings().get(index).end() - mapping.start() > CLASS_REACH) {
                return false;
            }
            if (mapping.path().endsWith(".jsa")) {
                return scene.mappings().get(index).start() != mapping.start() && !isInHeap(mapping);
            }
            if (!Scene.isPrivateAnonymous(mapping)) {
                return false;
            }
        }
        return false;
    }

    /** Archived objects are mapped into the upper end of the heap: what follows them is heap. */
    private boolean isInHeap(Mapping archive) {
        int index = scene.indexOf(archive.start());
        return scene.directlyBelow(index).filter(Scene::isData).isPresent();
    }
}
