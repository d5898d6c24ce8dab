package lacuna.heap.map;

import java.util.Locale;

/**
 * Something that stands out in a map. {@code count} is how many mappings it is about and {@code bytes} how much memory:
 * resident, unless the kind says otherwise; in a core, where nothing tells what was resident, mapped.
 */
public record Finding(Kind kind, long count, long bytes, String detail) {

    /** What the bytes of a finding are. */
    public enum Measure {
        /** What weighs in the map: resident bytes, or mapped ones in a core. */
        WEIGHT,
        /** What the sentence itself names, such as swapped bytes. */
        NAMED
    }

    /** Its templates say how a sentence is made of one mapping and of several: %d is the count, %s the bytes. */
    public enum Kind {
        MANY_ARENA_HEAPS(Measure.WEIGHT, "%d thread-arena heap holds %s", "%d thread-arena heaps hold %s"),
        MANY_STACKS(Measure.WEIGHT, "%d thread stack holds %s", "%d thread stacks hold %s"),
        DELETED_FILES(
                Measure.WEIGHT,
                "%d mapping of a program or library that was replaced or deleted since the start holds %s",
                "%d mappings of programs or libraries that were replaced or deleted since the start hold %s"),
        LARGE_SHARED_MEMORY(
                Measure.WEIGHT, "%d mapping of shared memory holds %s", "%d mappings of shared memory hold %s"),
        HUGE_PAGES(Measure.NAMED, "%d mapping has %s in huge pages", "%d mappings have %s in huge pages"),
        SWAPPED(Measure.NAMED, "%d mapping has %s in swap", "%d mappings have %s in swap"),
        LAZILY_FREED(
                Measure.NAMED,
                "%d mapping has %s that is freed but not yet taken by the kernel",
                "%d mappings have %s that is freed but not yet taken by the kernel"),
        LOCKED(Measure.NAMED, "%d mapping has %s locked in memory", "%d mappings have %s locked in memory"),
        UNNAMED(
                Measure.WEIGHT,
                "%d anonymous mapping that nothing recognises holds %s",
                "%d anonymous mappings that nothing recognises hold %s");

        private final Measure measure;
        private final String ofOne;
        private final String ofMany;

        Kind(Measure measure, String ofOne, String ofMany) {
            this.measure = measure;
            this.ofOne = ofOne;
            this.ofMany = ofMany;
        }

        public Measure measure() {
            return measure;
        }

        public String template(long count) {
            return count == 1 ? ofOne : ofMany;
        }

        /** The kind as a fixed word, such as "many-arena-heaps". */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
