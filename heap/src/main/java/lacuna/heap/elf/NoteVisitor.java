package lacuna.heap.elf;

/** Receives the notes of a file, one by one; the {@code size} bytes of each lie in the file at {@code offset}. */
@FunctionalInterface
public interface NoteVisitor {
    void note(String owner, int type, long offset, long size);
}
