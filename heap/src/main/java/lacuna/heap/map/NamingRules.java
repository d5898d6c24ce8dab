package lacuna.heap.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/**
 * The one list of what can be recognised. Evidence beats shape: the first rule that confirms a mapping names it; when
 * none does, the first that knows its shape; and when there is none, the kernel's own word for it stays.
 */
final class NamingRules {
    private static final List<Function<Scene, NamingRule>> ALL = List.of(
            TcmallocSpans::new,
            _ -> new KernelNames(),
            ProgramFiles::new,
            ZeroData::new,
            MainHeap::new,
            ArenaHeaps::new,
            JvmMemory::new,
            GoHeap::new,
            ThreadStacks::new,
            ZendChunks::new,
            RubyPages::new,
            V8Chunks::new,
            MimallocSegments::new,
            LargeMallocs::new,
            JvmShapes::new,
            OpcacheSegment::new);

    /** A mapping with the name that fits it best, and its parts where it is of several things, else itself. */
    record Named(Part whole, List<Part> parts) {}

    private NamingRules() {}

    /** The parts of each mapping of {@code image}, in their order, and its name as a whole. */
    static List<Named> name(MemoryImage image) {
        Scene scene = new Scene(image);
        List<NamingRule> rules = new ArrayList<>(ALL.size());
        ALL.forEach(rule -> rules.add(rule.apply(scene)));
        MixedMappings mixed = new MixedMappings(scene.malloc());
        List<Named> names = new ArrayList<>(scene.mappings().size());
        for (int i = 0; i < scene.mappings().size(); i++) {
            Mapping mapping = scene.mappings().get(i);
            Name name = best(rules, i, mapping);
            names.add(new Named(new Part(mapping, name), mixed.of(mapping, name)));
        }
        return names;
    }

    private static Name best(List<NamingRule> rules, int index, Mapping mapping) {
        Name shape = null;
        for (NamingRule rule : rules) {
            Optional<Name> name = rule.name(index, mapping);
            if (name.isPresent() && name.get().sureness() == Sureness.CONFIRMED) {
                return name.get();
            }
            if (name.isPresent() && shape == null) {
                shape = name.get();
            }
        }
        return shape == null ? KernelNames.plain(mapping) : shape;
    }
}
