package lacuna.heap.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.RecognisedHeap;
import lacuna.heap.image.MemoryImage;
import lacuna.heap.image.ProcessThread;
import lacuna.heap.map.MapEntry;
import lacuna.heap.map.MappingKind;
import lacuna.linux.proc.MemoryField;

/** The threads of a process and their stacks, to be joined with what an allocator knows of them. */
final class ThreadRoster {
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Integer, OptionalLong> stacks = new HashMap<>();

    /** The threads of {@code image}, with the stacks among {@code entries}. */
    static ThreadRoster of(MemoryImage image, List<MapEntry> entries) {
        ThreadRoster roster = new ThreadRoster();
        Map<Long, Integer> owners = new HashMap<>();
        int pid = image.facts().pid().orElse(-1);
        for (ProcessThread thread : image.facts().threads()) {
            roster.names.put(thread.tid(), thread.name());
            for (MapEntry entry : entries) {
                if (isStackOf(thread, thread.tid() == pid, entry)) {
                    roster.stacks.put(thread.tid(), entry.figure(MemoryField.RSS));
                    Integer other = owners.put(entry.mapping().start(), thread.tid());
                    if (other != null) {
                        // Two stacks that the kernel joined into one mapping: whose is what is not known.
                        roster.stacks.put(thread.tid(), OptionalLong.empty());
                        roster.stacks.put(other, OptionalLong.empty());
                    }
                }
            }
        }
        return roster;
    }

    private static boolean isStackOf(ProcessThread thread, boolean isMain, MapEntry entry) {
        MappingKind kind = entry.name().kind();
        return isMain
                ? kind == MappingKind.MAIN_STACK
                : kind == MappingKind.THREAD_STACK
                        && thread.descriptor().isPresent()
                        && entry.mapping().contains(thread.descriptor().getAsLong());
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
