package lacuna.heap.snapshot;

import java.nio.file.Path;

/** What a file may still make its reader hold. */
final class Limits {
    private final Path file;
    private long items = Format.MOST_ITEMS_OF_ALL;
    private long text = Format.MOST_TEXT_OF_ALL;
    private long pieces = Format.MOST_PIECES;
    private long records = Format.MOST_RECORDS;
    private long blockBytes = Format.MOST_BYTES_OF_BLOCKS;

    Limits(Path file) {
        this.file = file;
    }

    void items(long more) {
        items = left(items, more);
    }

    void text(long more) {
        // A short text costs an object too.
        text = left(text, more + 32);
    }

    void pieces(long more) {
        pieces = left(pieces, more);
    }

    void records(long more) {
        records = left(records, more);
    }

    /** Laying blocks over pages takes as long as they are large, whatever is resident of them: there is an end to it. */
    void blockBytes(long more) {
        blockBytes = left(blockBytes, more);
    }

    private long left(long of, long more) {
        if (more < 0 || more > of) {
            throw Format.damaged(file, "it holds more than any snapshot does");
        }
        return of - more;
    }
}
