package lacuna.heap.snapshot;

import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;

/** Pours the blocks of a section into a sink, as they came. */
final class BlockReader {
    private BlockReader() {}

    /** There are to be {@code records} with {@code pieces}. */
    static void pour(SectionReader section, long records, long pieces, BlockSink sink) {
        long at = 0;
        long jumps = 0;
        for (long i = 0; i < records; i++) {
            int first = section.u8();
            int code = first & BlockCode.STATE;
            if (first == BlockCode.END || (first & 0x80) != 0 || !BlockCode.isState(code)) {
                throw section.damaged("a block is none");
            }
            long size = section.number(Format.HIGHEST);
            if ((first & BlockCode.SIXTEENTHS) != 0) {
                size = size > Format.HIGHEST >>> BlockCode.UNIT_SHIFT
                        ? Format.HIGHEST + 1
                        : size << BlockCode.UNIT_SHIFT;
            }
            if ((first & BlockCode.JUMP) != 0) {
                at += section.signed();
                if (++jumps > pieces) {
                    throw section.damaged("there are more pieces than it says");
                }
            }
            int count = (first & BlockCode.SEVERAL) != 0 ? (int) section.number(Integer.MAX_VALUE) : 1;
            if (at < 0 || at > Format.HIGHEST || count < 1 || size > (Format.HIGHEST - at) / count) {
                throw section.damaged("a block lies beyond all addresses");
            }
            BlockState state = BlockCode.state(code);
            if ((first & BlockCode.SEVERAL) != 0) {
                sink.blocks(at, size, count, state);
            } else {
                sink.block(at, size, state);
            }
            at += size * count;
        }
        if (section.u8() != BlockCode.END || jumps != pieces) {
            throw section.damaged("there are more blocks than it says");
        }
        section.end();
    }
}
