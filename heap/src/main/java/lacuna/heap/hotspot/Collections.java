package lacuna.heap.hotspot;

/**
 * Where a collector is, by the VM's own counters.
 *
 * @param begun how many collections have begun
 * @param running whether one stood in the way while the heap was read: objects may have been counted twice
 */
record Collections(long begun, boolean running) {
    static final Collections UNKNOWN = new Collections(-1, false);

    private static final String[] HEAP = {"CollectedHeap"};

    /** As it is at this moment; unknown where this VM tells no such thing. */
    static Collections read(VmFields vm) {
        long heap = vm.value("Universe::_collectedHeap");
        long counter = vm.at(heap, HEAP, "_total_collections");
        if (counter == 0) {
            return UNKNOWN;
        }
        long active = vm.at(heap, HEAP, "_is_gc_active");
        long flag = active != 0 ? active : vm.at(heap, HEAP, "_is_stw_gc_active");
        boolean running = flag != 0 && (vm.half(flag) & 0xff) == 1;
        return new Collections(Integer.toUnsignedLong(vm.half(counter)), running);
    }

    /** Of a reading that began with this state and ended with {@code after}. */
    Collections until(Collections after) {
        return new Collections(after.begun, running || after.running || begun != after.begun);
    }
}
