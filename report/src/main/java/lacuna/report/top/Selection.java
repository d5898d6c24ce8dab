package lacuna.report.top;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import lacuna.watch.sample.GroupBy;
import lacuna.watch.sample.GroupView;
import lacuna.watch.sample.HostView;
import lacuna.watch.sample.ProcessView;

/** Which of the processes are shown, in what order, put together how. */
public record Selection(
        Column sort, GroupBy groupBy, Optional<String> name, Optional<String> user, Optional<String> unit) {

    /** The processes of {@code view} that pass the filters, sorted. */
    public List<ProcessView> processes(HostView view) {
        return filtered(view).sorted(sort.order()).toList();
    }

    /** Their groups, sorted. */
    public List<GroupView> groups(HostView view) {
        return GroupView.of(filtered(view).toList(), groupBy).stream()
                .sorted(sort.groupOrder())
                .toList();
    }

    public Selection sortedBy(Column column) {
        return new Selection(column, groupBy, name, user, unit);
    }

    public Selection groupedBy(GroupBy by) {
        return new Selection(sort, by, name, user, unit);
    }

    public Selection named(Optional<String> part) {
        return new Selection(sort, groupBy, part, user, unit);
    }

    private Stream<ProcessView> filtered(HostView view) {
        return view.processes().stream().filter(this::passes);
    }

    private boolean passes(ProcessView process) {
        return name.stream().allMatch(part -> contains(process.name(), part) || contains(process.command(), part))
                && user.stream().allMatch(wanted -> isUser(process, wanted))
                && unit.stream().allMatch(part -> contains(unitOrGroup(process), part));
    }

    private static boolean isUser(ProcessView process, String wanted) {
        OptionalLong uid = process.uid();
        return wanted.equals(process.user()) || (uid.isPresent() && wanted.equals(Long.toString(uid.getAsLong())));
    }

    private static String unitOrGroup(ProcessView process) {
        return process.membership().unit().orElse(process.membership().cgroup());
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
