package lacuna.doctor.examine;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import lacuna.doctor.evidence.Service;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.ProcessKey;
import lacuna.linux.proc.ProcessStat;
import lacuna.watch.sample.GroupBy;
import lacuna.watch.sample.GroupKey;
import lacuna.watch.sample.GroupView;
import lacuna.watch.sample.ProcessView;

/** Which service a process is of, asked once. Pools of two masters may have the same name and are two services. */
final class Services {
    private final ProcRoot root;
    private final Map<ProcessKey, Service> known = new HashMap<>();

    Services(ProcRoot root) {
        this.root = root;
    }

    Service of(ProcessView process) {
        return known.computeIfAbsent(process.key(), _ -> read(process));
    }

    private Service read(ProcessView process) {
        GroupKey key = GroupView.of(java.util.List.of(process), GroupBy.AUTO)
                .getFirst()
                .key();
        OptionalInt master = key.kind() == GroupKey.Kind.POOL ? parent(process.pid()) : OptionalInt.empty();
        return new Service(key.kind().word(), key.name(), process.membership().unit(), master);
    }

    private OptionalInt parent(int pid) {
        try (ProcReader reader = new ProcReader(root)) {
            return reader.stat(pid)
                    .toOptional()
                    .map(ProcessStat::parent)
                    .map(OptionalInt::of)
                    .orElse(OptionalInt.empty());
        }
    }
}
