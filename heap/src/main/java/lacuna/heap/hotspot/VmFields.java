package lacuna.heap.hotspot;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import lacuna.heap.block.MemoryWindow;

/** Fields of VM objects by their names, read through the VM's own table. A name that changed has its older one behind it. */
final class VmFields {
    static final String G1_HEAP = "G1CollectedHeap";
    static final String[] G1_REGION = {"G1HeapRegion", "HeapRegion"};
    static final String[] G1_MANAGER = {"G1HeapRegionManager", "HeapRegionManager"};
    static final String[] G1_REGION_TYPE = {"G1HeapRegionType", "HeapRegionType"};
    static final String[] SERIAL_HEAP = {"SerialHeap", "GenCollectedHeap"};
    static final String[] SERIAL_SPACE = {"ContiguousSpace", "Space"};
    static final String[] PARALLEL_SPACE = {"MutableSpace"};

    static final Set<String> WANTED = Set.of(
            "Universe::_collectedHeap",
            "CollectedHeap::_total_collections",
            "CollectedHeap::_is_gc_active",
            "CollectedHeap::_is_stw_gc_active",
            "ZCollectedHeap::_heap",
            "ZHeap::_page_allocator",
            "ZPageAllocator::_max_capacity",
            "ZPageAllocator::_capacity",
            "ZPageAllocator::_used",
            "ZPageAllocator::_partitions",
            "ZPerNUMAZPartition::_addr",
            "ZPartition::_capacity",
            "ZPartition::_used",
            "ZNUMA::_count",
            "Abstract_VM_Version::_s_vm_release",
            "G1CollectedHeap::_hrm",
            "G1HeapRegion::GrainBytes",
            "HeapRegion::GrainBytes",
            "G1HeapRegion::_bottom",
            "HeapRegion::_bottom",
            "G1HeapRegion::_top",
            "HeapRegion::_top",
            "G1HeapRegion::_end",
            "HeapRegion::_end",
            "G1HeapRegion::_type",
            "HeapRegion::_type",
            "G1HeapRegionManager::_regions",
            "HeapRegionManager::_regions",
            "G1HeapRegionTable::_base",
            "G1HeapRegionTable::_length",
            "G1HeapRegionType::_tag",
            "HeapRegionType::_tag",
            "G1HeapRegionType::FreeTag",
            "HeapRegionType::FreeTag",
            "G1HeapRegionType::EdenTag",
            "HeapRegionType::EdenTag",
            "G1HeapRegionType::SurvTag",
            "HeapRegionType::SurvTag",
            "G1HeapRegionType::HumongousMask",
            "HeapRegionType::HumongousMask",
            "G1HeapRegionType::OldMask",
            "HeapRegionType::OldMask",
            "HeapRegionType::ArchiveMask",
            "ParallelScavengeHeap::_young_gen",
            "ParallelScavengeHeap::_old_gen",
            "PSYoungGen::_eden_space",
            "PSYoungGen::_from_space",
            "PSYoungGen::_to_space",
            "PSOldGen::_object_space",
            "MutableSpace::_bottom",
            "MutableSpace::_top",
            "MutableSpace::_end",
            "SerialHeap::_young_gen",
            "GenCollectedHeap::_young_gen",
            "SerialHeap::_old_gen",
            "GenCollectedHeap::_old_gen",
            "DefNewGeneration::_eden_space",
            "DefNewGeneration::_from_space",
            "DefNewGeneration::_to_space",
            "TenuredGeneration::_the_space",
            "ContiguousSpace::_bottom",
            "ContiguousSpace::_top",
            "ContiguousSpace::_end",
            "Space::_bottom",
            "Space::_end");

    private final HotSpotTable table;
    private final MemoryWindow memory;

    VmFields(HotSpotTable table, MemoryWindow memory) {
        this.table = table;
        this.memory = memory;
    }

    /** The word at {@code address}; 0 where it cannot be read. */
    long word(long address) {
        return address > 0 && memory.covers(address, Long.BYTES) ? memory.word(address) : 0;
    }

    int half(long address) {
        return address > 0 && memory.covers(address, Integer.BYTES) ? memory.half(address) : -1;
    }

    /** Where a static field stands; 0 where there is none. */
    long address(String name) {
        return table.place(name).orElse(0);
    }

    /** The value of a static field; 0 where there is none. */
    long value(String name) {
        return word(table.place(name).orElse(0));
    }

    long value(String[] types, String field) {
        for (String type : types) {
            OptionalLong place = table.place(type + "::" + field);
            if (place.isPresent()) {
                return word(place.getAsLong());
            }
        }
        return 0;
    }

    /** The address of a field in the object at {@code object}; 0 where there is none. */
    long at(long object, String type, String field) {
        return at(object, new String[] {type}, field);
    }

    long at(long object, String[] types, String field) {
        for (String type : types) {
            OptionalLong place = table.place(type + "::" + field);
            if (place.isPresent()) {
                return object <= 0 ? 0 : object + place.getAsLong();
            }
        }
        return 0;
    }

    /** Where a field of {@code types} stands in its object; -1 where there is none. */
    int offset(String[] types, String field) {
        long at = at(1, types, field) - 1;
        return at < 0 || at > 1 << 16 ? -1 : (int) at;
    }

    /** A number of the VM; empty where this version has none of that name. */
    OptionalInt number(String[] types, String name) {
        for (String type : types) {
            OptionalInt number = table.number(type + "::" + name);
            if (number.isPresent()) {
                return number;
            }
        }
        return OptionalInt.empty();
    }
}
