package lacuna.heap.zend;

import lacuna.heap.block.ByteReader;
import lacuna.heap.block.Violations;

/**
 * Follows the lists of free slots, one for each bin of the heap, and marks what they hold. The hot loop of the walk: a
 * link is followed only from a slot that was not marked before, so it ends with the slots there are.
 */
final class FreeLists {
    private final HeapFields fields;
    private final ZendLayout layout;
    private final RingChunks ring;
    private final SlotReader slots;
    private final Violations violations;

    FreeLists(HeapFields fields, ZendLayout layout, RingChunks ring, ByteReader memory, Violations violations) {
        this.fields = fields;
        this.layout = layout;
        this.ring = ring;
        this.slots = new SlotReader(memory);
        this.violations = violations;
    }

    void mark() {
        for (int bin = 0; bin < Bins.COUNT; bin++) {
            mark(bin, fields.freeSlots().get(bin));
        }
    }

    private void mark(int bin, long head) {
        int behindLink = Bins.size(bin) - Long.BYTES;
        boolean isChecked = layout.hasCheckCopies() && behindLink > 0;
        long slot = head;
        while (slot != 0) {
            switch (ring.mark(slot, bin)) {
                case YES -> {}
                case TWICE -> {
                    violations.add("a list of free slots leads back to itself, or into another", slot);
                    return;
                }
                case NO_CHUNK -> {
                    violations.add("a free slot lies in no chunk of the heap", slot);
                    return;
                }
                case NO_SLOT -> {
                    violations.add("a free slot is none of a run of its size", slot);
                    return;
                }
            }
            if (!slots.covers(slot)) {
                violations.add("a free slot cannot be read", slot);
                return;
            }
            long next = slots.word(slot);
            if (isChecked && next != 0) {
                long at = slot + behindLink;
                long mixed = fields.key() ^ (layout.mixesAddresses() ? at : 0);
                if (!slots.covers(at) || slots.word(at) != (Long.reverseBytes(next) ^ mixed)) {
                    violations.add("the check copy of a free slot's link is another", slot);
                }
            }
            slot = next;
        }
    }
}
