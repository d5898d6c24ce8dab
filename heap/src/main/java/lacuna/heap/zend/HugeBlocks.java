package lacuna.heap.zend;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/** The blocks too large for a chunk, each mapped by itself; the list of them lies in small slots of the heap. */
final class HugeBlocks {
    record Huge(long address, long size) {}

    private static final int MOST = 1 << 16;

    private HugeBlocks() {}

    static List<Huge> of(
            HeapFields fields, RingChunks ring, ByteReader memory, DataMemory data, Violations violations) {
        MemoryWindow window = new MemoryWindow(memory, MemoryWindow.GLANCE);
        List<Huge> blocks = new ArrayList<>();
        for (long node = fields.hugeList(); node != 0; node = window.word(node + ZendLayout.HUGE_NEXT)) {
            if (blocks.size() == MOST || ring.indexOf(node) < 0 || !window.covers(node, ZendLayout.HUGE_NODE)) {
                violations.add("the list of huge blocks is broken", node);
                break;
            }
            long address = window.word(node + ZendLayout.HUGE_ADDRESS);
            long size = window.word(node + ZendLayout.HUGE_SIZE);
            if (ChunkHeader.isPlace(address) && size % ZendLayout.PAGE == 0 && data.holds(address, size)) {
                blocks.add(new Huge(address, size));
            } else {
                violations.add("a huge block is not where the heap says", address);
            }
        }
        return List.copyOf(blocks);
    }
}
