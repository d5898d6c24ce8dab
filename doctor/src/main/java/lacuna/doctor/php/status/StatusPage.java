package lacuna.doctor.php.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The status page of one pool; a figure that it did not give is absent. */
public record StatusPage(
        String pool,
        OptionalLong sinceSeconds,
        OptionalLong accepted,
        OptionalLong listenQueue,
        OptionalLong maxListenQueue,
        OptionalLong listenQueueLength,
        OptionalLong idle,
        OptionalLong active,
        OptionalLong total,
        OptionalLong maxActive,
        OptionalLong maxChildrenReached,
        OptionalLong slowRequests,
        List<WorkerStatus> workers) {
    private static final int MOST_WORKERS = 100_000;
    private static final int LARGEST_PID = 1 << 22;

    public StatusPage {
        workers = List.copyOf(workers);
    }

    /** {@code path} is the page's own: the worker that serves it answers us. */
    static StatusPage of(String text, String path) throws JsonText.Malformed {
        if (!(JsonText.parse(text) instanceof Map<?, ?> page)) {
            throw new JsonText.Malformed("not a JSON object");
        }
        if (!(page.get("pool") instanceof String pool) || !(page.get("processes") instanceof List<?> processes)) {
            throw new JsonText.Malformed("no pool or no processes in it");
        }
        List<WorkerStatus> workers = new ArrayList<>();
        for (Object each : processes) {
            if (workers.size() >= MOST_WORKERS
                    || !(each instanceof Map<?, ?> process)
                    || !(process.get("state") instanceof String state)) {
                throw new JsonText.Malformed("a process that is none");
            }
            long pid = count(process, "pid").orElse(0);
            OptionalLong requests = count(process, "requests");
            if (pid <= 0 || pid > LARGEST_PID || requests.isEmpty()) {
                throw new JsonText.Malformed("a process without its PID or its requests");
            }
            workers.add(new WorkerStatus(
                    (int) pid,
                    doing(process, state, path),
                    requests.getAsLong(),
                    count(process, "request duration"),
                    count(process, "last request memory")));
        }
        return new StatusPage(
                pool,
                count(page, "start since"),
                count(page, "accepted conn"),
                count(page, "listen queue"),
                count(page, "max listen queue"),
                count(page, "listen queue len"),
                count(page, "idle processes"),
                count(page, "active processes"),
                count(page, "total processes"),
                count(page, "max active processes"),
                count(page, "max children reached"),
                count(page, "slow requests"),
                workers);
    }

    private static WorkerStatus.Doing doing(Map<?, ?> process, String state, String path) {
        if (state.equals("Idle")) {
            return WorkerStatus.Doing.IDLE;
        }
        boolean ours = state.equals("Running")
                && process.get("request uri") instanceof String uri
                && (uri.equals(path) || uri.startsWith(path + "?"));
        return ours ? WorkerStatus.Doing.ANSWERING : WorkerStatus.Doing.BUSY;
    }

    /** A whole number from 0 to 2^53; everything else is no figure. */
    private static OptionalLong count(Map<?, ?> from, String name) {
        return from.get(name) instanceof Double value && value >= 0 && value < 0x1p53 && value == Math.rint(value)
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }
}
