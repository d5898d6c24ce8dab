package lacuna.watch.sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Processes that belong together, summed. A sum is of the members whose figure is known; {@code withoutPss} counts those
 * whose exact figures are not.
 */
public record GroupView(
        GroupKey key,
        int processes,
        int threads,
        OptionalLong pss,
        OptionalLong uss,
        OptionalLong rss,
        OptionalLong anon,
        OptionalLong file,
        OptionalLong shmem,
        OptionalLong swap,
        OptionalLong growth,
        int withoutPss) {

    /** All groups of {@code processes}, in the order in which their first members stand. */
    public static List<GroupView> of(List<ProcessView> processes, GroupBy by) {
        Map<GroupKey, List<ProcessView>> members = new LinkedHashMap<>();
        for (ProcessView process : processes) {
            members.computeIfAbsent(by.of(process), key -> new ArrayList<>()).add(process);
        }
        List<GroupView> groups = new ArrayList<>(members.size());
        members.forEach((key, group) -> groups.add(sum(key, group)));
        return groups;
    }

    private static GroupView sum(GroupKey key, List<ProcessView> members) {
        int threads = 0;
        int withoutPss = 0;
        for (ProcessView member : members) {
            threads += member.threads();
            withoutPss += member.pss().isEmpty() ? 1 : 0;
        }
        return new GroupView(
                key,
                members.size(),
                threads,
                sum(members, ProcessView::pss),
                sum(members, ProcessView::uss),
                sum(members, ProcessView::rss),
                sum(members, process -> process.resident().anon()),
                sum(members, process -> process.resident().file()),
                sum(members, process -> process.resident().shmem()),
                sum(members, process -> process.resident().swap()),
                sum(members, ProcessView::growthBytes),
                withoutPss);
    }

    private static OptionalLong sum(List<ProcessView> members, Function<ProcessView, OptionalLong> figure) {
        long sum = 0;
        boolean known = false;
        for (ProcessView member : members) {
            OptionalLong value = figure.apply(member);
            known |= value.isPresent();
            sum += value.orElse(0);
        }
        return known ? OptionalLong.of(sum) : OptionalLong.empty();
    }
}
