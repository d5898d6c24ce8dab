package lacuna.heap.hotspot;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import lacuna.heap.block.Allocator;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.image.MemoryImage;

/** The Java heap of HotSpot, 17 and later, under the collectors G1, Parallel and Serial. */
public final class HotSpotAllocator implements Allocator {
    private static final String RELEASE = "Abstract_VM_Version::_s_vm_release";
    private static final int LONGEST_RELEASE = 64;

    @Override
    public List<RecognisedHeap> recognise(MemoryImage image) {
        Optional<HotSpotTable> table = HotSpotTable.read(image, VmFields.WANTED);
        Optional<JavaSpaces> spaces = table.flatMap(found -> JavaSpaces.read(found, image::read));
        return spaces.isEmpty()
                ? List.of()
                : List.of(new JavaHeap(image, table.get(), release(image, table.get()), spaces.get()));
    }

    /** Such as "25.0.1+8-LTS". */
    private static String release(MemoryImage image, HotSpotTable table) {
        long at = table.place(RELEASE).orElse(0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(LONGEST_RELEASE);
            if (at <= 0 || image.read(at, bytes, Long.BYTES) < Long.BYTES) {
                return "";
            }
            long text = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
            int length = image.read(text, bytes, LONGEST_RELEASE);
            int end = 0;
            while (end < length && bytes.get(ValueLayout.JAVA_BYTE, end) != 0) {
                end++;
            }
            byte[] release = bytes.asSlice(0, end).toArray(ValueLayout.JAVA_BYTE);

            return end == length ? "" : ElfFile.printable(release);
        }
    }
}
