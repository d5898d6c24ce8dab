package lacuna.heap.snapshot;

import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;

/** Writes the blocks of one walk, and passes them on. Holds none of them. */
final class BlockWriter implements BlockSink {
    private final SectionWriter section;
    private final CacheOwners owners;
    private final BlockSink next;
    private long expected;
    private long records;
    private long pieces;
    private long blocks;
    private long impossible;

    BlockWriter(SectionWriter section, CacheOwners owners, BlockSink next) {
        this.section = section;
        this.owners = owners;
        this.next = next;
    }

    @Override
    public void block(long address, long size, BlockState state) {
        next.block(address, size, state);
        if (address < 0 || size < 0 || size > Format.HIGHEST || address > Format.HIGHEST - size) {
            impossible++;
            return;
        }
        if (state == BlockState.THREAD_CACHED) {
            owners.note(address);
        }
        write(address, size, state, 0);
        expected = address + size;
        blocks++;
    }

    @Override
    public void blocks(long address, long size, int count, BlockState state) {
        next.blocks(address, size, count, state);
        if (address < 0
                || size < 0
                || count < 1
                || address > Format.HIGHEST
                || size > (Format.HIGHEST - address) / count) {
            impossible++;
            return;
        }
        write(address, size, state, BlockCode.SEVERAL);
        section.number(count);
        expected = address + size * count;
        blocks += count;
    }

    @Override
    public long unclaimed(long address) {
        return next.unclaimed(address);
    }

    private void write(long address, long size, BlockState state, int several) {
        int first = BlockCode.of(state) | several;
        if (address != expected) {
            first |= BlockCode.JUMP;
            pieces++;
        }
        boolean isWhole = (size & ((1 << BlockCode.UNIT_SHIFT) - 1)) == 0;
        if (isWhole) {
            section.pair(first | BlockCode.SIXTEENTHS, size >>> BlockCode.UNIT_SHIFT);
        } else {
            section.pair(first, size);
        }
        if (address != expected) {
            section.signed(address - expected);
        }
        records++;
    }

    /** After the last block: what was written. */
    Blocks finish() {
        section.u8(BlockCode.END);
        return new Blocks(section.finish(Format.BLOCKS), records, pieces, blocks, impossible);
    }

    /**
     * The blocks of a walk.
     *
     * @param records what was written, several that came as one counted once
     * @param pieces how often a block did not begin where the one before it ended
     * @param impossible what was left out, since no address is like that
     */
    record Blocks(SectionWriter.Section section, long records, long pieces, long blocks, long impossible) {}
}
