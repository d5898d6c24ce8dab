package lacuna.watch.sample;

import java.util.Locale;
import java.util.Optional;
import lacuna.watch.sample.GroupKey.Kind;

/** How processes are put together. */
public enum GroupBy {
    /** By what an operator would restart: FPM pool, else container, else service, else executable. */
    AUTO {
        @Override
        GroupKey of(ProcessView process) {
            Membership membership = process.membership();
            return first(Kind.POOL, membership.pool())
                    .or(() -> first(Kind.CONTAINER, membership.container()))
                    .or(() -> first(Kind.UNIT, membership.unit().filter(unit -> unit.endsWith(".service"))))
                    .orElseGet(() -> EXECUTABLE.of(process));
        }
    },
    UNIT {
        @Override
        GroupKey of(ProcessView process) {
            return first(Kind.UNIT, process.membership().unit()).orElseGet(() -> CGROUP.of(process));
        }
    },
    POOL {
        @Override
        GroupKey of(ProcessView process) {
            return first(Kind.POOL, process.membership().pool()).orElseGet(() -> EXECUTABLE.of(process));
        }
    },
    CGROUP {
        @Override
        GroupKey of(ProcessView process) {
            return new GroupKey(Kind.CGROUP, process.membership().cgroup());
        }
    },
    USER {
        @Override
        GroupKey of(ProcessView process) {
            return new GroupKey(Kind.USER, process.user());
        }
    },
    EXECUTABLE {
        @Override
        GroupKey of(ProcessView process) {
            return new GroupKey(Kind.EXECUTABLE, process.membership().executable());
        }
    };

    abstract GroupKey of(ProcessView process);

    /** As it is written on a command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Optional<GroupKey> first(Kind kind, Optional<String> name) {
        return name.map(text -> new GroupKey(kind, text));
    }
}
