package lacuna.doctor.php;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Pools that share one room: each may fit by itself, and all of them with all their workers may not. */
final class Together {
    private Together() {}

    static List<Remark> of(List<Master> masters) {
        Map<String, List<Pool>> byRoom = new LinkedHashMap<>();
        masters.stream()
                .flatMap(master -> master.pools().stream())
                .forEach(pool -> pool.capacity()
                        .ifPresent(
                                room -> byRoom.computeIfAbsent(room.headroom().source(), _ -> new ArrayList<>())
                                        .add(pool)));
        List<Remark> remarks = new ArrayList<>();
        byRoom.forEach((source, pools) -> {
            long wanted = 0;
            long there = 0;
            for (Pool pool : pools) {
                Capacity room = pool.capacity().orElseThrow();
                long children = pool.config().number("pm.max_children").orElse(0);
                wanted += children * room.perWorker();
                there += room.held() - room.shared();
            }
            there += pools.getFirst().capacity().orElseThrow().headroom().bytes();
            if (pools.size() > 1 && wanted > there) {
                remarks.add(new Remark(
                        "pm.max_children",
                        "",
                        String.format(
                                Locale.ROOT,
                                "of %d pools together: all their workers at once would take %.1f GiB, there are %.1f GiB (%s)",
                                pools.size(),
                                wanted / (double) (1L << 30),
                                there / (double) (1L << 30),
                                source)));
            }
        });
        return remarks;
    }
}
