package lacuna.heap.hotspot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violation;
import lacuna.heap.block.Violations;

/**
 * All pieces of the Java heap, as some bytes have them.
 *
 * @param spaces by address
 * @param tables where the words stand that they were read from, as pairs of start and end
 */
record JavaSpaces(Collector collector, List<Space> spaces, List<long[]> tables, List<Violation> violations) {
    private static final int MOST_REGIONS = 1 << 20;
    private static final int LARGEST_REGION = 1 << 30;
    private static final int SPAN = 4096;

    JavaSpaces {
        spaces = List.copyOf(spaces);
        tables = List.copyOf(tables);
        violations = List.copyOf(violations);
    }

    /** Empty when no collector that can be told has its data set. */
    static Optional<JavaSpaces> read(HotSpotTable table, ByteReader memory) {
        VmFields vm = new VmFields(table, new MemoryWindow(memory, MemoryWindow.GLANCE));
        Reading reading = new Reading(vm);
        Optional<Collector> collector = reading.find();
        return collector.map(found -> {
            reading.spaces.sort(Comparator.comparingLong(Space::start));
            reading.dropOverlapping();
            return new JavaSpaces(found, reading.spaces, reading.tables, reading.violations.list());
        });
    }

    List<Space> of(Space.Kind kind) {
        return spaces.stream().filter(space -> space.kind() == kind).toList();
    }

    /** One pass; collects. */
    private static final class Reading {
        private final VmFields vm;
        private final List<Space> spaces = new ArrayList<>();
        private final List<long[]> tables = new ArrayList<>();
        private final Violations violations = new Violations();

        Reading(VmFields vm) {
            this.vm = vm;
        }

        Optional<Collector> find() {
            long heap = vm.value("Universe::_collectedHeap");
            if (heap == 0) {
                return Optional.empty();
            }
            long grain = vm.value(VmFields.G1_REGION, "GrainBytes");
            if (grain != 0) {
                return g1(heap, grain) ? Optional.of(Collector.G1) : Optional.empty();
            }
            if (vm.value("ParallelScavengeHeap::_young_gen") != 0) {
                return parallel() ? Optional.of(Collector.PARALLEL) : Optional.empty();
            }
            return serial(heap) ? Optional.of(Collector.SERIAL) : Optional.empty();
        }

        private boolean g1(long heap, long grain) {
            long manager = vm.at(heap, VmFields.G1_HEAP, "_hrm");
            long regions = vm.at(manager, VmFields.G1_MANAGER, "_regions");
            long base = vm.word(vm.at(regions, "G1HeapRegionTable", "_base"));
            long length = vm.word(vm.at(regions, "G1HeapRegionTable", "_length"));
            if (base <= 0 || length <= 0 || length > MOST_REGIONS || grain < SPAN || grain > LARGEST_REGION) {
                return false;
            }
            RegionKinds kinds = RegionKinds.of(vm);
            tables.add(new long[] {base, base + length * Long.BYTES});
            tables.add(new long[] {manager, manager + SPAN});
            for (int i = 0; i < length; i++) {
                long region = vm.word(base + (long) i * Long.BYTES);
                if (region == 0) {
                    // Never committed.
                    continue;
                }
                tables.add(new long[] {region, region + SPAN});
                Space space = kinds.space(vm, region);
                if (space.isSound() && space.size() == grain) {
                    spaces.add(space);
                } else {
                    violations.add("a region's own figures are impossible", region);
                }
            }
            return !spaces.isEmpty();
        }

        private boolean parallel() {
            long young = vm.value("ParallelScavengeHeap::_young_gen");
            long old = vm.value("ParallelScavengeHeap::_old_gen");
            space(Space.Kind.EDEN, vm.word(vm.at(young, "PSYoungGen", "_eden_space")), VmFields.PARALLEL_SPACE);
            space(Space.Kind.SURVIVOR, vm.word(vm.at(young, "PSYoungGen", "_from_space")), VmFields.PARALLEL_SPACE);
            space(Space.Kind.SURVIVOR, vm.word(vm.at(young, "PSYoungGen", "_to_space")), VmFields.PARALLEL_SPACE);
            space(Space.Kind.OLD, vm.word(vm.at(old, "PSOldGen", "_object_space")), VmFields.PARALLEL_SPACE);
            return spaces.size() > 1;
        }

        private boolean serial(long heap) {
            long young = vm.word(vm.at(heap, VmFields.SERIAL_HEAP, "_young_gen"));
            long old = vm.word(vm.at(heap, VmFields.SERIAL_HEAP, "_old_gen"));
            space(Space.Kind.EDEN, vm.word(vm.at(young, "DefNewGeneration", "_eden_space")), VmFields.SERIAL_SPACE);
            space(Space.Kind.SURVIVOR, vm.word(vm.at(young, "DefNewGeneration", "_from_space")), VmFields.SERIAL_SPACE);
            space(Space.Kind.SURVIVOR, vm.word(vm.at(young, "DefNewGeneration", "_to_space")), VmFields.SERIAL_SPACE);
            space(Space.Kind.OLD, vm.word(vm.at(old, "TenuredGeneration", "_the_space")), VmFields.SERIAL_SPACE);
            // Another collector's heap was looked at as if it were this one's: nothing of it fits.
            return spaces.size() == 4;
        }

        private void space(Space.Kind kind, long address, String[] type) {
            Space space = new Space(
                    kind,
                    vm.word(vm.at(address, type, "_bottom")),
                    vm.word(vm.at(address, type, "_top")),
                    vm.word(vm.at(address, type, "_end")));
            if (space.isSound()) {
                spaces.add(space);
                tables.add(new long[] {address, address + SPAN});
            } else {
                violations.add("a space's own figures are impossible", address);
            }
        }

        void dropOverlapping() {
            for (int i = spaces.size() - 1; i > 0; i--) {
                if (spaces.get(i).start() < spaces.get(i - 1).end()) {
                    violations.add("two regions overlap", spaces.get(i).start());
                    spaces.remove(i);
                }
            }
        }
    }
}
