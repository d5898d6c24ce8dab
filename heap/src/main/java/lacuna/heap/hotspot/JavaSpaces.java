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
 * @param capacity what the collector has from the kernel
 * @param used what of it holds objects, those that are garbage included
 * @param tables where the words stand that they were read from, as pairs of start and end
 */
record JavaSpaces(
        Collector collector,
        Collections collections,
        long capacity,
        long used,
        List<Space> spaces,
        List<long[]> tables,
        List<Violation> violations) {
    private static final int MOST_REGIONS = 1 << 20;
    private static final int LARGEST_REGION = 1 << 30;
    private static final int SPAN = 4096;
    private static final long MOST_CAPACITY = 1L << 46;
    /** Whatever ZGC takes is a multiple of this: what is none is no heap of its. */
    private static final int Z_GRANULE = 2 << 20;

    JavaSpaces {
        spaces = List.copyOf(spaces);
        tables = List.copyOf(tables);
        violations = List.copyOf(violations);
    }

    /** Empty when no collector that can be told has its data set. */
    static Optional<JavaSpaces> read(HotSpotTable table, ByteReader memory) {
        VmFields vm = new VmFields(table, new MemoryWindow(memory, MemoryWindow.GLANCE));
        Reading reading = new Reading(vm);
        Collections before = Collections.read(vm);
        Optional<Collector> collector = reading.find();
        Collections collections =
                before.until(Collections.read(new VmFields(table, new MemoryWindow(memory, MemoryWindow.GLANCE))));
        return collector.map(found -> {
            reading.spaces.sort(Comparator.comparingLong(Space::start));
            reading.dropOverlapping();
            if (found != Collector.Z) {
                reading.capacity =
                        reading.spaces.stream().mapToLong(Space::size).sum();
                reading.used = reading.spaces.stream().mapToLong(Space::used).sum();
            }
            return new JavaSpaces(
                    found,
                    collections,
                    reading.capacity,
                    reading.used,
                    reading.spaces,
                    reading.tables,
                    reading.violations.list());
        });
    }

    /** What holds objects outside of eden: what the last collection left, and what was too large for eden. */
    long settled() {
        return used - of(Space.Kind.EDEN).stream().mapToLong(Space::used).sum();
    }

    List<Space> of(Space.Kind kind) {
        return spaces.stream().filter(space -> space.kind() == kind).toList();
    }

    /** One pass; collects. */
    private static final class Reading {
        private final VmFields vm;
        private final List<Space> spaces = new ArrayList<>();
        private final List<long[]> tables = new ArrayList<>();
        private Violations violations = new Violations();
        private long capacity;
        private long used;

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
            if (serial(heap)) {
                return Optional.of(Collector.SERIAL);
            }
            spaces.clear();
            tables.clear();
            violations = new Violations();
            return z(heap) ? Optional.of(Collector.Z) : Optional.empty();
        }

        /** By the name of no table of its own can it be told: by figures that fit. Since Java 25 the figures are kept for each node of memory; with more than one they are not summed here. */
        private boolean z(long heap) {
            long allocator = vm.at(vm.at(heap, "ZCollectedHeap", "_heap"), "ZHeap", "_page_allocator");
            long partition =
                    vm.word(vm.at(vm.at(allocator, "ZPageAllocator", "_partitions"), "ZPerNUMAZPartition", "_addr"));
            boolean isSplit = partition != 0;
            if (isSplit && vm.half(vm.address("ZNUMA::_count")) > 1) {
                return false;
            }
            long owner = isSplit ? partition : allocator;
            String type = isSplit ? "ZPartition" : "ZPageAllocator";
            capacity = vm.word(vm.at(owner, type, "_capacity"));
            used = vm.word(vm.at(owner, type, "_used"));
            long most = vm.word(vm.at(allocator, "ZPageAllocator", "_max_capacity"));
            return used > 0
                    && used <= capacity
                    && capacity <= most
                    && most <= MOST_CAPACITY
                    && (used | capacity | most) % Z_GRANULE == 0;
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
