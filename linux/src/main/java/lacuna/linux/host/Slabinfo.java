package lacuna.linux.host;

import java.util.ArrayList;
import java.util.List;
import lacuna.linux.text.Ascii;

/**
 * /proc/slabinfo, which only root may read: the kernel's own allocators. Their sum is less than meminfo's Slab, which also
 * counts requests of more than two pages; those have no cache.
 */
public record Slabinfo(List<Cache> caches) {

    public Slabinfo {
        caches = List.copyOf(caches);
    }

    /** One kind of object; {@code bytes} is what its slabs take, free objects in them included. */
    public record Cache(String name, long activeObjects, long objects, long objectBytes, long slabs, long bytes) {
        /** What lies idle in slabs that some live object keeps. */
        public long freeBytes() {
            return Math.max(0, objects - activeObjects) * objectBytes;
        }
    }

    static Slabinfo parse(Ascii text, long pageSize) {
        text.expectWholeLines();
        text.expect("slabinfo - version: 2.");
        text.skipLine();
        List<Cache> caches = new ArrayList<>();
        while (!text.atEnd()) {
            if (text.peek() != '#') {
                caches.add(cache(text, pageSize));
            }
            text.skipLine();
        }
        return new Slabinfo(caches);
    }

    private static Cache cache(Ascii text, long pageSize) {
        String name = text.word();
        long activeObjects = number(text);
        long objects = number(text);
        long objectBytes = number(text);
        number(text);
        long pagesPerSlab = number(text);
        text.skipSpaces();
        text.expect(": tunables");
        number(text);
        number(text);
        number(text);
        text.skipSpaces();
        text.expect(": slabdata");
        number(text);
        long slabs = number(text);
        if (Math.multiplyHigh(slabs, pagesPerSlab * pageSize) != 0 || Math.multiplyHigh(objects, objectBytes) != 0) {
            text.fail("more objects than memory can hold");
        }
        return new Cache(name, activeObjects, objects, objectBytes, slabs, slabs * pagesPerSlab * pageSize);
    }

    private static long number(Ascii text) {
        text.skipSpaces();
        return text.smallDecimal();
    }
}
