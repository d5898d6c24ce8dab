package lacuna.heap.musl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/**
 * All groups, by the records that are kept in pages of their own.
 *
 * @param areas the pages of records
 * @param groups by address
 */
record Records(List<Long> areas, List<Group> groups) {
    private static final int MOST_AREAS = 1 << 20;
    private static final long LONGEST = 1L << 46;

    Records {
        areas = List.copyOf(areas);
        groups = List.copyOf(groups);
    }

    static Records read(MemoryWindow pages, MemoryWindow headers, Place place, Violations violations) {
        List<Long> areas = new ArrayList<>();
        List<Group> groups = new ArrayList<>();
        long[] slots = new long[MuslLayout.classes()];
        pages.forget();
        if (!pages.covers(place.context(), MuslLayout.CONTEXT)) {
            violations.add("the context cannot be read", place.context());
            return new Records(areas, groups);
        }
        long secret = pages.word(place.context() + MuslLayout.SECRET);
        long area = pages.word(place.context() + place.layout().firstArea());
        while (area != 0) {
            if (!MuslLayout.isPossible(area)
                    || area % MuslLayout.PAGE != 0
                    || areas.size() == MOST_AREAS
                    || !pages.covers(area, MuslLayout.PAGE)
                    || pages.word(area + MuslLayout.AREA_SECRET) != secret) {
                violations.add("the list of pages with records is broken", area);
                break;
            }
            areas.add(area);
            area(pages, headers, area, groups, violations);
            area = pages.word(area + MuslLayout.AREA_NEXT);
        }
        for (Group group : groups) {
            if (group.origin() == Group.Origin.ALLOCATED && group.sizeClass() != MuslLayout.OWN_MAPPING) {
                slots[group.sizeClass()] += group.slots();
            }
        }
        if (pages.covers(place.context(), MuslLayout.CONTEXT)) {
            for (int i = 0; i < slots.length; i++) {
                if (pages.word(place.context() + place.layout().usage(i)) != slots[i]) {
                    violations.add("a size has other slots than the allocator counts", place.context());
                }
            }
        }
        groups.sort(Comparator.comparingLong(Group::memory));
        areas.sort(Comparator.naturalOrder());
        for (int i = areas.size() - 1; i > 0; i--) {
            if (areas.get(i).equals(areas.get(i - 1))) {
                violations.add("the list of pages with records leads back into itself", areas.get(i));
                areas.remove(i);
            }
        }
        return new Records(areas, groups);
    }

    private static void area(
            MemoryWindow pages, MemoryWindow headers, long area, List<Group> groups, Violations violations) {
        int count = pages.half(area + MuslLayout.AREA_SLOTS);
        if (count < 0 || count > MuslLayout.MOST_RECORDS) {
            violations.add("a page has an impossible number of records", area);
            return;
        }
        for (int i = 0; i < count; i++) {
            long record = area + MuslLayout.AREA_RECORDS + (long) i * MuslLayout.RECORD;
            long memory = pages.word(record + MuslLayout.MEMORY);
            if (memory == 0) {
                continue;
            }
            if (!MuslLayout.isPossible(memory)
                    || memory % MuslLayout.UNIT != 0
                    || !headers.covers(memory, Long.BYTES)
                    || headers.word(memory) != record) {
                violations.add("a group does not know its record", record);
                continue;
            }
            Group group = group(pages, record, memory);
            if (isSound(pages, record, group)) {
                groups.add(group);
            } else {
                violations.add("a group's record is impossible", record);
            }
        }
    }

    private static Group group(MemoryWindow pages, long record, long memory) {
        long bits = pages.word(record + MuslLayout.BITS);
        int slots = (int) (bits & 31) + 1;
        int mask = (int) ((2L << (slots - 1)) - 1);
        int free = pages.half(record + MuslLayout.AVAILABLE) | pages.half(record + MuslLayout.FREED);
        return new Group(
                record,
                memory,
                slots,
                free & mask,
                (bits >>> 12) * MuslLayout.PAGE,
                (int) (bits >>> 6) & 63,
                (bits & 32) != 0 ? Group.Origin.ALLOCATED : Group.Origin.DONATED);
    }

    private static boolean isSound(MemoryWindow pages, long record, Group group) {
        int available = pages.half(record + MuslLayout.AVAILABLE);
        int freed = pages.half(record + MuslLayout.FREED);
        boolean isOwn = group.sizeClass() == MuslLayout.OWN_MAPPING;
        if ((available & freed) != 0 || (available | freed) != group.free()) {
            return false;
        }
        if (isOwn ? group.slots() != 1 || group.mapped() == 0 : group.sizeClass() >= MuslLayout.classes()) {
            return false;
        }
        if (group.mapped() < 0 || group.mapped() > LONGEST) {
            return false;
        }
        return group.mapped() == 0 || (group.memory() % MuslLayout.PAGE == 0 && group.length() <= group.mapped());
    }
}
