package lacuna.heap.map;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import lacuna.heap.image.ProcessThread;
import lacuna.linux.proc.Mapping;

/**
 * The stacks of threads and the guards below them. A thread's stack is the mapping that libc's record of the thread lies
 * in, or else the one that its stack pointer points to. A mapping like a stack in which no thread lives is the stack of
 * a thread that has ended: libc keeps some for the next one. Where no thread says where it lives, every mapping above a
 * small guard may be a stack.
 */
final class ThreadStacks implements NamingRule {
    private static final long USUAL_SIZE = 8L << 20;
    private static final long LARGEST_GUARD = 1L << 20;
    private static final long SMALLEST = 64L << 10;
    private static final long LARGEST = 1L << 30;
    private static final int NAMED_THREADS = 3;

    private final Scene scene;
    private final Map<Integer, List<ProcessThread>> threads = new HashMap<>();
    private final Set<Long> sizes = new HashSet<>(Set.of(USUAL_SIZE));
    private int mainStack = -1;

    ThreadStacks(Scene scene) {
        this.scene = scene;
        int pid = scene.image().facts().pid().orElse(-1);
        for (ProcessThread thread : scene.image().facts().threads()) {
            if (thread.tid() == pid) {
                // The main thread's record lies elsewhere: the loader made it before there was a libc.
                mainStack = thread.stackPointer().isPresent()
                        ? scene.indexOf(thread.stackPointer().getAsLong())
                        : -1;
            } else {
                int index = stackOf(thread);
                if (index >= 0 && Scene.isData(scene.mappings().get(index))) {
                    threads.computeIfAbsent(index, _ -> new ArrayList<>(1)).add(thread);
                    sizes.add(scene.mappings().get(index).length());
                }
            }
        }
    }

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        if (!Scene.isPrivateAnonymous(mapping)) {
            return Optional.empty();
        }
        if (index == mainStack) {
            return Optional.of(Name.confirmed(MappingKind.MAIN_STACK, ""));
        }
        List<ProcessThread> here = threads.get(index);
        if (here != null) {
            return Optional.of(Name.confirmed(MappingKind.THREAD_STACK, note(here)));
        }
        if (mapping.isInaccessible() && mapping.length() <= LARGEST_GUARD) {
            return guard(index);
        }
        return isLikeStack(index)
                ? Optional.of(Name.byShape(MappingKind.THREAD_STACK, threads.isEmpty() ? "" : "no thread lives in it"))
                : Optional.empty();
    }

    private int stackOf(ProcessThread thread) {
        int byRecord = indexOf(thread.descriptor());
        return byRecord >= 0 ? byRecord : indexOf(thread.stackPointer());
    }

    private int indexOf(OptionalLong address) {
        return address.isPresent() ? scene.indexOf(address.getAsLong()) : -1;
    }

    private Optional<Name> guard(int index) {
        if (scene.directlyAbove(index).isEmpty()) {
            return Optional.empty();
        }
        if (threads.containsKey(index + 1)) {
            return Optional.of(Name.confirmed(MappingKind.STACK_GUARD, ""));
        }
        return isLikeStack(index + 1) ? Optional.of(Name.byShape(MappingKind.STACK_GUARD, "")) : Optional.empty();
    }

    private boolean isLikeStack(int index) {
        Mapping mapping = scene.mappings().get(index);
        return Scene.isData(mapping)
                && isStackSize(mapping.length())
                && scene.directlyBelow(index)
                        .filter(below -> below.isInaccessible()
                                && below.length() <= LARGEST_GUARD
                                && Scene.isPrivateAnonymous(below))
                        .isPresent();
    }

    private boolean isStackSize(long size) {
        boolean isUnknown = threads.isEmpty() && scene.image().facts().threads().size() > 1;
        return isUnknown ? size >= SMALLEST && size <= LARGEST : sizes.contains(size);
    }

    private static String note(List<ProcessThread> here) {
        StringBuilder note = new StringBuilder();
        for (int i = 0; i < Math.min(here.size(), NAMED_THREADS); i++) {
            ProcessThread thread = here.get(i);
            note.append(i == 0 ? "" : ", ")
                    .append(thread.name())
                    .append(thread.name().isEmpty() ? "" : " ");
            note.append("(thread ").append(thread.tid()).append(')');
        }
        if (here.size() > NAMED_THREADS) {
            note.append(" and ").append(here.size() - NAMED_THREADS).append(" more");
        }
        return note.toString();
    }
}
