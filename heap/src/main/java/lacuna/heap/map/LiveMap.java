package lacuna.heap.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.heap.image.LiveImage;
import lacuna.linux.call.Residency;
import lacuna.linux.call.ResidencyTotals;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.Statm;
import lacuna.linux.proc.VmFlags;

/** Makes the map of a running process: figures first, so that our own reading is not in them, then the names. */
final class LiveMap {
    private final int pid;

    private final List<Mapping> mappings = new ArrayList<>();
    private final List<MemoryFigures> figures = new ArrayList<>();
    private final List<VmFlags> flags = new ArrayList<>();

    private LiveMap(int pid) {
        this.pid = pid;
    }

    static MemoryMap read(ProcRoot root, int pid, MapOptions options) {
        try (ProcReader reader = new ProcReader(root)) {
            return new LiveMap(pid).read(root, reader, options);
        }
    }

    private MemoryMap read(ProcRoot root, ProcReader reader, MapOptions options) {
        Statm size = Examinable.orThrow(reader, pid, reader.statm(pid));
        boolean isBig = size.residentBytes() > options.mostForSmaps();
        var moment = options.clock().instant();
        if (isBig) {
            Examinable.orThrow(reader, pid, reader.maps(pid, mappings::add));
        } else {
            Examinable.orThrow(reader, pid, reader.smaps(pid, (mapping, these, itsFlags) -> {
                mappings.add(mapping);
                figures.add(these.copy());
                flags.add(itsFlags);
            }));
        }
        if (mappings.isEmpty()) {
            throw Examinable.withoutMemory(reader, pid);
        }
        try (LiveImage image = LiveImage.of(root, reader, pid, mappings)) {
            List<String> missing = new ArrayList<>(image.gaps());
            if (isBig) {
                addPageTableFigures(image, missing);
            }
            List<NamingRules.Named> names = NamingRules.name(image);
            List<MapEntry> entries = new ArrayList<>(names.size());
            for (int i = 0; i < names.size(); i++) {
                addEntries(i, names.get(i), image, entries);
            }
            MapHeader header = new MapHeader(
                    image.facts().pid(),
                    image.facts().name(),
                    image.describe(),
                    Optional.of(moment),
                    isBig ? MapHeader.Method.PAGE_TABLES : MapHeader.Method.SMAPS,
                    List.copyOf(missing));
            return MemoryMap.of(header, entries);
        }
    }

    private void addEntries(int index, NamingRules.Named named, LiveImage image, List<MapEntry> entries) {
        Optional<MemoryFigures> whole = index < figures.size() ? Optional.of(figures.get(index)) : Optional.empty();
        VmFlags itsFlags = index < flags.size() ? flags.get(index) : VmFlags.NOT_PRINTED;
        Optional<List<MemoryFigures>> each =
                named.parts().size() > 1 && image.residency().isPresent()
                        ? whole.flatMap(sum -> PartFigures.of(
                                named.parts(), sum, image.residency().get()))
                        : Optional.empty();
        if (each.isEmpty()) {
            entries.add(new MapEntry(named.whole().mapping(), named.whole().name(), whole, itsFlags));
            return;
        }
        for (int i = 0; i < each.get().size(); i++) {
            Part part = named.parts().get(i);
            entries.add(new MapEntry(
                    part.mapping(), part.name(), Optional.of(each.get().get(i)), itsFlags));
        }
    }

    private void addPageTableFigures(LiveImage image, List<String> missing) {
        if (image.residency().isEmpty()) {
            return;
        }
        Residency residency = image.residency().get();
        int refused = 0;
        for (Mapping mapping : mappings) {
            Optional<ResidencyTotals> totals = mapping.start() < 0
                    ? Optional.empty()
                    : residency.totals(mapping.start(), mapping.end()).toOptional();
            MemoryFigures each = new MemoryFigures();
            each.set(MemoryField.SIZE, mapping.length());
            totals.ifPresent(sum -> {
                long zero = sum.zeroBytes().orElse(0);
                each.set(MemoryField.RSS, sum.presentBytes() - zero);
                each.set(MemoryField.ANONYMOUS, sum.presentBytes() - sum.fileBytes() - zero);
                each.set(MemoryField.SWAP, sum.swappedBytes());
            });
            refused += totals.isEmpty() && mapping.start() >= 0 ? 1 : 0;
            figures.add(each);
        }
        if (refused > 0) {
            missing.add("the page tables of " + refused + " mappings could not be read");
        }
    }
}
