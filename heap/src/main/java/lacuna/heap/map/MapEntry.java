package lacuna.heap.map;

import java.util.Optional;
import java.util.OptionalLong;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;
import lacuna.linux.proc.VmFlags;

/** One mapping with its name and, of a live process, its figures. */
public record MapEntry(Mapping mapping, Name name, Optional<MemoryFigures> figures, VmFlags flags) {

    public OptionalLong figure(MemoryField field) {
        return figures.map(all -> all.get(field)).orElse(OptionalLong.empty());
    }

    /** What it weighs: its resident bytes, or its size where nothing tells what is resident. */
    long weight() {
        return figure(MemoryField.RSS).orElse(figures.isPresent() ? 0 : mapping.length());
    }
}
