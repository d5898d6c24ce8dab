package lacuna.heap.map;

/**
 * Something that stands out in a map. {@code count} is how many mappings it is about and {@code bytes} how much memory:
 * resident, unless the kind says otherwise; in a core, where nothing tells what was resident, mapped.
 */
public record Finding(Kind kind, long count, long bytes, String detail) {

    /** Its template says how a sentence is made: %d is the count, %s the bytes. */
    public enum Kind {
        MANY_ARENA_HEAPS("%d thread-arena heaps hold %s"),
        MANY_STACKS("%d thread stacks hold %s"),
        DELETED_FILES(
                "%d mappings of programs or libraries that were replaced or deleted since the start hold %s: restart to run the new ones"),
        LARGE_SHARED_MEMORY("%d mappings of shared memory hold %s"),
        HUGE_PAGES("%d mappings have %s in huge pages"),
        SWAPPED("%d mappings have %s in swap"),
        LAZILY_FREED("%d mappings have %s that were freed and that the kernel has not taken yet"),
        LOCKED("%d mappings have %s locked in memory"),
        UNNAMED("%d anonymous mappings that nothing recognises hold %s");

        private final String template;

        Kind(String template) {
            this.template = template;
        }

        public String template() {
            return template;
        }
    }
}
