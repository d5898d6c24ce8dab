package lacuna.doctor.examine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import lacuna.doctor.evidence.Service;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import lacuna.watch.sample.RollupPolicy;
import lacuna.watch.sample.Sampler;
import org.junit.jupiter.api.Test;

class ServicesTest {
    /** Two processes that each start two others which call themselves workers of one pool. */
    private static final String MASTER = """
            for i in 1 2; do bash -c 'exec -a "php-fpm: pool www" sleep 600' & done
            echo ready
            wait
            """;

    @Test
    void poolsOfTheSameNameUnderTwoMastersAreTwoServices() {
        try (Target one = Target.command("bash", "-c", MASTER).start();
                Target other = Target.command("bash", "-c", MASTER).start();
                Sampler sampler =
                        new Sampler(ProcRoot.host(), RollupPolicy.once(Duration.ZERO, 0), Clock.systemUTC())) {
            Services services = new Services(ProcRoot.host());
            List<Integer> masters = List.of(one.pid(), other.pid());
            Eventually.holds(() -> pools(sampler, services, masters).size() == 4);
            List<Service> pools = pools(sampler, services, masters);
            assertThat(pools.stream()
                            .collect(Collectors.groupingBy(service -> service, Collectors.counting()))
                            .values())
                    .containsExactly(2L, 2L);
            assertThat(pools.getFirst().title()).startsWith("pool www of master ");
        }
    }

    private static List<Service> pools(Sampler sampler, Services services, List<Integer> masters) {
        return sampler.look().processes().stream()
                .filter(process -> process.membership().pool().isPresent())
                .map(services::of)
                .filter(service -> masters.contains(service.master().orElse(0)))
                .toList();
    }
}
