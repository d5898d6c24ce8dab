package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violation;
import lacuna.heap.block.Violations;

/**
 * The interpreters of a process, by the list that the runtime keeps of them. Since 3.13 the runtime begins with a table
 * for debuggers that tells where the list is and how it goes on; where in an interpreter the way to its pools is, the
 * main one tells, whose pools are known.
 *
 * @param alive in the order of their numbers
 * @param ended how many others there have been
 */
record Interpreters(List<Interpreter> alive, long ended, List<Violation> violations) {
    /** Newer ones stand before older ones in the list: its numbers fall, so it has no way back into itself. */
    private static final int MOST = 1 << 13;
    /** Words of the main one that may lead to its pools. */
    private static final int MOST_WAYS = 8;

    private static final long LARGEST = 16L << 20;

    /** An interpreter and its usedpools: the main one's where it shares those, 0 where it has none. */
    record Interpreter(long address, long id, long lists) {}

    /** Where things are, by the table for debuggers. */
    private record Offsets(long head, int size, long id, long next) {}

    Interpreters {
        alive = List.copyOf(alive);
        violations = List.copyOf(violations);
    }

    /** Those of the runtime in {@code writable}, pairs of start and end, of which the main one has its lists at {@code main}. */
    static Optional<Interpreters> of(MemoryWindow stream, MemoryWindow glance, long[] writable, long main) {
        for (int i = 0; i < writable.length; i += 2) {
            long at = writable[i];
            while (at <= writable[i + 1] - PoolLayout.DEBUG_OFFSETS) {
                if (!stream.covers(at, PoolLayout.DEBUG_OFFSETS)) {
                    at = (at | (PoolLayout.PAGE - 1)) + 1;
                } else {
                    Optional<Offsets> offsets = offsets(stream, at);
                    if (offsets.isPresent()) {
                        return Optional.of(listed(glance, at + offsets.get().head(), offsets.get(), main));
                    }
                    at += Long.BYTES;
                }
            }
        }
        return Optional.empty();
    }

    /** Of the runtime at {@code runtime}, if one is there. */
    private static Optional<Offsets> offsets(MemoryWindow memory, long runtime) {
        if (memory.word(runtime) != PoolLayout.DEBUG_COOKIE) {
            return Optional.empty();
        }
        long runtimeSize = memory.word(runtime + PoolLayout.DEBUG_RUNTIME_SIZE);
        long head = memory.word(runtime + PoolLayout.DEBUG_LIST);
        long size = memory.word(runtime + PoolLayout.DEBUG_INTERPRETER_SIZE);
        long id = memory.word(runtime + PoolLayout.DEBUG_INTERPRETER_ID);
        long next = memory.word(runtime + PoolLayout.DEBUG_INTERPRETER_NEXT);
        boolean canBe = isWithin(head, runtimeSize) && isWithin(id, size) && isWithin(next, size);
        return canBe ? Optional.of(new Offsets(head, (int) size, id, next)) : Optional.empty();
    }

    private static boolean isWithin(long offset, long size) {
        return size > 0 && size <= LARGEST && offset >= 0 && offset <= size - Long.BYTES && offset % Long.BYTES == 0;
    }

    private static Interpreters listed(MemoryWindow memory, long headAt, Offsets offsets, long main) {
        Violations violations = new Violations();
        List<Interpreter> list = chain(memory, headAt, offsets.id(), offsets.next(), violations);
        // A broken list need not lead to the main one; but the runtime knows it, too.
        long known = memory.covers(headAt, PoolLayout.LIST_HEAD) ? memory.word(headAt + PoolLayout.LIST_MAIN) : 0;
        if (!violations.isEmpty() && list.stream().noneMatch(each -> each.address() == known)) {
            list.addFirst(new Interpreter(known, 0, 0));
        }
        long wayToPools = list.isEmpty() ? -1 : wayToPools(memory, list, offsets.size(), main);
        if (wayToPools < 0) {
            violations.add("the list of interpreters leads to none with the pools that were found", headAt);
            return new Interpreters(List.of(), 0, violations.list());
        }
        List<Interpreter> alive = new ArrayList<>();
        for (Interpreter each : list) {
            alive.add(new Interpreter(
                    each.address(), each.id(), lists(memory, each.address() + wayToPools, main, violations)));
        }
        long ended = 0;
        if (violations.isEmpty() && known == list.getFirst().address()) {
            long began = read(memory, headAt + PoolLayout.LIST_NEXT_ID);
            ended = began > list.getLast().id() ? began - list.size() : 0;
        }
        return new Interpreters(alive, ended, violations.list());
    }

    /** The list that begins at {@code headAt}, as far as it can be followed, in the order of the numbers; without lists. */
    static List<Interpreter> chain(
            MemoryWindow memory, long headAt, long idOffset, long nextOffset, Violations violations) {
        List<Interpreter> list = new ArrayList<>();
        long at = memory.covers(headAt, Long.BYTES) ? memory.word(headAt) : 0;
        long below = Long.MAX_VALUE;
        while (at != 0) {
            if (list.size() == MOST || !isReadable(memory, at, idOffset) || !isReadable(memory, at, nextOffset)) {
                violations.add("the list of interpreters is broken", at);
                break;
            }
            long id = read(memory, at + idOffset);
            if (id < 0 || id >= below) {
                violations.add("the list of interpreters is broken", at);
                break;
            }
            list.add(new Interpreter(at, id, 0));
            below = id;
            at = read(memory, at + nextOffset);
        }
        Collections.reverse(list);
        return list;
    }

    /** The offset in an interpreter at which the main one leads to its lists, and the others to lists as well; -1 for none. */
    private static long wayToPools(MemoryWindow memory, List<Interpreter> list, int size, long main) {
        long best = -1;
        int most = 0;
        int ways = 0;
        long first = list.getFirst().address();
        for (long offset = 0;
                offset <= size - Long.BYTES && most < list.size() && ways < MOST_WAYS;
                offset += Long.BYTES) {
            if (!isReadable(memory, first, offset)) {
                // A page that was never touched, or is in swap: the way may well be on another.
                offset = (first + offset | (PoolLayout.PAGE - 1)) + 1 - Long.BYTES - first;
                continue;
            }
            if (memory.word(first + offset) != main) {
                continue;
            }
            ways++;
            int good = 0;
            for (Interpreter each : list) {
                long word = isReadable(memory, each.address(), offset) ? read(memory, each.address() + offset) : 0;
                good += word == main || isTable(memory, word) ? 1 : 0;
            }
            if (good > most) {
                most = good;
                best = offset;
            }
        }
        return best;
    }

    /** The lists that the word at {@code at} leads to; 0 for none, which one that begins or ends may have. */
    private static long lists(MemoryWindow memory, long at, long main, Violations violations) {
        if (!memory.covers(at, Long.BYTES)) {
            violations.add("an interpreter cannot be read", at);
            return 0;
        }
        long lists = memory.word(at);
        if (lists == 0 || lists == main || isTable(memory, lists)) {
            return lists;
        }
        violations.add("an interpreter's lists of pools cannot be read", at);
        return 0;
    }

    static boolean isTable(MemoryWindow memory, long lists) {
        return PoolLayout.isPossible(lists)
                && lists % Long.BYTES == 0
                && memory.covers(lists, PoolLayout.LISTS)
                && PoolTableScan.hasShape(memory, lists);
    }

    private static boolean isReadable(MemoryWindow memory, long interpreter, long offset) {
        return PoolLayout.isPossible(interpreter)
                && interpreter % Long.BYTES == 0
                && memory.covers(interpreter + offset, Long.BYTES);
    }

    private static long read(MemoryWindow memory, long at) {
        return memory.covers(at, Long.BYTES) ? memory.word(at) : 0;
    }
}
