package lacuna.heap.php;

import java.util.Optional;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.elf.ElfFile;

/** PHP's strings (zend_string), held against what a string has to be before anything of them is told. */
final class PhpStrings {
    private static final int TYPE = 4;
    private static final int TYPE_MASK = 0xf;
    private static final int STRING = 6;
    private static final int LENGTH = 16;
    private static final int BYTES = 24;
    /** Longer is no name and no path. */
    private static final int MOST = 4096 - BYTES - 1;

    private final MemoryWindow window;

    PhpStrings(ByteReader memory) {
        this.window = new MemoryWindow(memory, 2 * MemoryWindow.GLANCE);
    }

    /** The string at {@code address}, without control characters; empty when there is none. */
    Optional<String> at(long address) {
        window.forget();
        if (address <= 0 || address % Long.BYTES != 0 || !window.covers(address, BYTES)) {
            return Optional.empty();
        }
        long length = window.word(address + LENGTH);
        if ((window.half(address + TYPE) & TYPE_MASK) != STRING || length < 0 || length > MOST) {
            return Optional.empty();
        }
        if (!window.covers(address, BYTES + (int) length + 1) || window.u8(address + BYTES + length) != 0) {
            return Optional.empty();
        }
        byte[] bytes = new byte[(int) length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) window.u8(address + BYTES + i);
        }
        return Optional.of(ElfFile.printable(bytes));
    }
}
