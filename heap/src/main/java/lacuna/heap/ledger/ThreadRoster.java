package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.block.ResidentBytes;
import lacuna.heap.image.ProcessFacts;
import lacuna.heap.image.ProcessThread;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MappingKind;
import lacuna.linux.call.PageSize;
import lacuna.linux.proc.MemoryField;

/** The threads of a process and their stacks, to be joined with what an allocator knows of them. */
final class ThreadRoster {
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Integer, OptionalLong> stacks = new HashMap<>();

    /** The threads of a process, with the stacks among what {@code ground} has. */
    static ThreadRoster of(ProcessFacts process, Accounting.Ground ground, ResidentBytes resident) {
        ThreadRoster roster = new ThreadRoster();
        Map<MapEntry, TreeMap<Long, Integer>> stacks = new HashMap<>();
        int pid = process.pid().orElse(-1);
        for (ProcessThread thread : process.threads()) {
            roster.names.put(thread.tid(), thread.name());
            for (MapEntry entry : ground.entries()) {
                if (thread.tid() == pid && entry.name().kind() == MappingKind.MAIN_STACK) {
                    roster.stacks.put(pid, entry.figure(MemoryField.RSS));
                } else if (thread.tid() != pid && isStackOf(thread, entry)) {
                    stacks.computeIfAbsent(entry, _ -> new TreeMap<>())
                            .put(thread.descriptor().getAsLong(), thread.tid());
                }
            }
        }
        stacks.forEach((entry, owners) -> roster.share(entry, owners, resident));
        return roster;
    }

    private static boolean isStackOf(ProcessThread thread, MapEntry entry) {
        return entry.name().kind() == MappingKind.THREAD_STACK
                && thread.descriptor().isPresent()
                && entry.mapping().contains(thread.descriptor().getAsLong());
    }

    /**
     * The stacks in one mapping, by where the records of their threads lie, at the upper ends. Since glibc 2.42 the guards
     * between stacks are none that the kernel lists, and neighbours are one mapping: all are then taken to be as large as
     * the two that are closest.
     */
    private void share(MapEntry entry, SortedMap<Long, Integer> owners, ResidentBytes resident) {
        if (owners.size() == 1 || entry.figure(MemoryField.RSS).isEmpty()) {
            owners.values().forEach(tid -> stacks.put(tid, entry.figure(MemoryField.RSS)));
            return;
        }
        long size = entry.mapping().length();
        long before = -1;
        for (long record : owners.keySet()) {
            size = before < 0 ? size : Math.min(size, record - before);
            before = record;
        }
        for (Map.Entry<Long, Integer> owner : owners.entrySet()) {
            // The record is at the very end, and smaller than a page.
            long end = (owner.getKey() | (PageSize.BYTES - 1)) + 1;
            long start = Math.max(entry.mapping().start(), end - size);
            stacks.put(owner.getValue(), OptionalLong.of(resident.between(start, end)));
        }
    }

    /** What {@code heap}, walked with {@code residences} as the outcome, knows of the threads. */
    List<ThreadAccount> accounts(RecognisedHeap heap, List<RegionResidence> residences) {
        List<ThreadAccount> accounts = new ArrayList<>();
        for (HeapThread thread : heap.threads()) {
            List<Pin> pins = residences.stream()
                    .flatMap(region -> region.holes().pins().stream())
                    .filter(pin -> pin.thread().orElse(-1) == thread.tid())
                    .toList();
            accounts.add(new ThreadAccount(
                    thread.tid(),
                    names.getOrDefault(thread.tid(), ""),
                    thread.region(),
                    thread.cache(),
                    stacks.getOrDefault(thread.tid(), OptionalLong.empty()),
                    pins));
        }
        return accounts;
    }
}
