package lacuna.heap.musl;

import java.util.List;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Violations;

/**
 * Pours groups in the order of their addresses. A group without a mapping of its own lies in a slot of a bigger one: that
 * slot is told as what is in it, so that no byte counts twice.
 */
final class GroupWalk {
    /** Slots in which groups lie get smaller from one to the next. */
    private static final int DEEPEST = 16;

    private final List<Group> groups;
    private final BlockSink sink;
    private final ClassSums sums;
    private final Violations violations;
    private int next;
    private long end;

    GroupWalk(List<Group> groups, BlockSink sink, ClassSums sums, Violations violations) {
        this.groups = groups;
        this.sink = sink;
        this.sums = sums;
        this.violations = violations;
    }

    /** Pours all groups that begin below {@code border} and were not poured yet, and then the page of records at it. */
    void upTo(long border) {
        while (next < groups.size() && groups.get(next).memory() < border) {
            Group group = groups.get(next++);
            long length = group.mapped() > 0 ? group.mapped() : group.length();
            if (group.memory() < end || length > border - group.memory()) {
                violations.add("two groups overlap", group.memory());
                continue;
            }
            pour(group, group.memory() + length, 0);
        }
    }

    /** The page of records at {@code area}. */
    void area(long area) {
        if (area < end) {
            violations.add("two groups overlap", area);
            return;
        }
        sink.block(area, MuslLayout.PAGE, BlockState.OVERHEAD);
        end = area + MuslLayout.PAGE;
    }

    /** The group, and what is left behind it up to {@code border}. */
    private void pour(Group group, long border, int depth) {
        sums.add(group);
        sink.block(group.memory(), MuslLayout.GROUP_HEADER, BlockState.OVERHEAD);
        long stride = group.stride();
        long first = group.memory() + MuslLayout.GROUP_HEADER;
        boolean isIdle = group.freeSlots() == group.slots();
        int from = 0;
        while (from < group.slots()) {
            boolean isFree = group.isFree(from);
            int to = from + 1;
            if (isFree || !holdsGroup(first + from * stride, stride)) {
                while (to < group.slots()
                        && group.isFree(to) == isFree
                        && (isFree || !holdsGroup(first + to * stride, stride))) {
                    to++;
                }
                BlockState state = isIdle ? BlockState.CACHED : isFree ? BlockState.FREE : BlockState.LIVE;
                sink.blocks(first + from * stride, stride, to - from, state);
                if (!isFree) {
                    sums.live(group, to - from);
                }
            } else {
                inSlot(first + from * stride, stride, depth);
            }
            from = to;
        }
        long behind = first + group.slots() * stride;
        if (border > behind) {
            sink.block(behind, border - behind, BlockState.OVERHEAD);
        }
        end = border;
    }

    private boolean holdsGroup(long slot, long stride) {
        return next < groups.size()
                && groups.get(next).memory() < slot + stride
                && groups.get(next).memory() >= slot;
    }

    private void inSlot(long slot, long stride, int depth) {
        Group inner = groups.get(next++);
        if (inner.mapped() > 0 || inner.length() > slot + stride - inner.memory() || depth == DEEPEST) {
            violations.add("a group does not fit into its slot", inner.memory());
            return;
        }
        if (inner.memory() > slot) {
            sink.block(slot, inner.memory() - slot, BlockState.OVERHEAD);
        }
        pour(inner, slot + stride, depth + 1);
    }
}
