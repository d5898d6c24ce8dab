package lacuna.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.StreamSupport;
import lacuna.testbed.Eventually;
import lacuna.testbed.Fpm;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every JSON document is what its published schema says. */
class SchemaTest {
    @Test
    void topIsOfItsSchema_alsoWithGrowth() throws IOException {
        JsonNode top = valid("top", Ran.lacuna("top", "--json"));
        JsonNode growth =
                valid("top", Ran.lacuna("top", "--json", "--watch", "10ms")).at("/processes/0/growth/bytes");
        assertThat(growth.isIntegralNumber()).isTrue();
        for (JsonNode process : top.get("processes")) {
            if (process.has("pss")) {
                assertThat(process.get("uss").asLong())
                        .isLessThanOrEqualTo(process.get("pss").asLong());
                assertThat(process.get("pss").asLong())
                        .isLessThanOrEqualTo(process.get("rss").asLong());
            }
            assertThat(Instant.parse(process.get("startedAt").asText()))
                    .isBefore(Instant.now().plusSeconds(2));
        }
    }

    @Test
    void theProcessThatWasAskedForIsThereWithItsFigures() throws IOException {
        try (Target target = Target.c("known_memory.c").start()) {
            JsonNode top = valid("top", Ran.lacuna("top", "--json", "--name", "known_memory"));
            JsonNode process = StreamSupport.stream(top.get("processes").spliterator(), false)
                    .filter(node -> node.get("pid").asInt() == target.pid())
                    .findFirst()
                    .orElseThrow();
            for (String name : new String[] {"pss", "uss", "rss", "anon", "file", "shmem", "swap", "threads"}) {
                assertThat(process.get(name).isIntegralNumber()).as(name).isTrue();
            }
            assertThat(process.get("exact").asBoolean()).isTrue();
        }
    }

    @Test
    void aFigureThatWasNotReadIsAbsentAndTheReasonIsGiven() throws IOException {
        try (Target target = Target.c("known_memory.c").start()) {
            JsonNode top = valid("top", Ran.lacuna("top", "--json", "--largest", "1M", "--name", "known_memory"));
            JsonNode process = top.get("processes").get(0);
            assertThat(process.has("pss")).isFalse();
            assertThat(process.get("whyNotExact").asText()).isEqualTo("too-large");
            assertThat(target.pid()).isPositive();
        }
    }

    @Test
    void theMapOfAProcessIsOfItsSchema_andItsKindsAddUp() throws IOException {
        try (Target target = Target.c("known_memory.c", "4").start()) {
            JsonNode map = valid("map", Ran.lacuna("map", Integer.toString(target.pid()), "--json"));
            for (String figure : new String[] {"size", "rss", "pss", "privateDirty", "swap"}) {
                long kinds = sum(map.get("kinds"), figure);
                assertThat(kinds).isEqualTo(map.at("/total/" + figure).asLong());
                assertThat(sum(map.get("mappings"), figure)).isEqualTo(kinds);
            }
            JsonNode byPageTables =
                    valid("map", Ran.lacuna("map", Integer.toString(target.pid()), "--json", "--largest", "1M"));
            assertThat(byPageTables.get("method").asText()).isEqualTo("page-tables");
            assertThat(byPageTables.at("/total/pss").isMissingNode()).isTrue();
            assertThat(byPageTables.at("/total/rss").asLong())
                    .isEqualTo(map.at("/total/rss").asLong());
        }
    }

    @Test
    void theHeapOfAProcessIsOfItsSchema_andEveryResidentByteHasAName() throws IOException {
        try (Target target = Target.c("arenas.c", "5", "3000000").start()) {
            JsonNode heap = valid("heap", Ran.lacuna("heap", Integer.toString(target.pid()), "--json"));
            assertThat(sum(heap.at("/resident/leaves"), "bytes"))
                    .isEqualTo(heap.at("/resident/total").asLong());
            JsonNode glibc = heap.at("/heaps/0");
            assertThat(glibc.get("allocator").asText()).isEqualTo("glibc");
            assertThat(glibc.get("consistent").asBoolean()).isTrue();
            assertThat(glibc.at("/live/bytes").asLong()).isGreaterThanOrEqualTo(5 * 3_000_000);
            long regions = 0;
            for (JsonNode region : glibc.get("regions")) {
                regions += region.at("/live/bytes").asLong();
            }
            assertThat(regions).isEqualTo(glibc.at("/live/bytes").asLong());
            Ran text = Ran.lacuna(
                    "heap", Integer.toString(target.pid()), "--arenas", "--sizes", "--holes", "--max-pause", "0");
            assertThat(text.code()).as(text.err()).isZero();
            assertThat(text.out())
                    .contains("malloc, live")
                    .contains("every identity holds")
                    .contains("main arena");
        }
    }

    @Test
    void aSnapshotIsOfItsSchema_andSoIsWhatIsToldOfIt(@TempDir Path folder) throws IOException {
        try (Target target = Target.c("arenas.c", "3", "100000").start()) {
            String file = folder.resolve("taken").toString();
            JsonNode taken =
                    valid("snapshot", Ran.lacuna("snapshot", Integer.toString(target.pid()), "-o", file, "--json"));
            assertThat(taken.get("bytes").asLong()).isEqualTo(Files.size(Path.of(file)));
            JsonNode heap = valid("heap", Ran.lacuna("heap", file, "--json"));
            assertThat(taken.get("regions").asInt())
                    .isEqualTo(heap.at("/heaps/0/regions").size());
            valid("map", Ran.lacuna("map", file, "--json"));
        }
    }

    @Test
    void aTrimGivesBackWhatWasForetold() throws IOException {
        try (Target target = Target.c("retained.c").start()) {
            String pid = Integer.toString(target.pid());
            JsonNode plan = valid("trim", Ran.lacuna("trim", pid, "--json"));
            assertThat(plan.get("outcome").asText()).isEqualTo("planned");
            long predicted = plan.get("predicted").asLong();
            assertThat(predicted).isGreaterThan(1 << 20);
            JsonNode done = valid("trim", Ran.lacuna("trim", pid, "--yes", "--json"));
            assertThat(done.get("outcome").asText()).isEqualTo("trimmed");
            // One page for the stack of the call, one for what libc reads for the first time.
            assertThat(done.get("released").asLong()).isBetween(predicted - 4 * 4096, predicted + 4096);
        }
    }

    @Test
    void phpIsOfItsSchema_andThePoolsStandInTheText(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("php-fpm.conf"), Fpm.global(folder) + """
                [schema-test]
                listen = %1$s/pool.sock
                pm = static
                pm.max_children = 2
                pm.max_spare_servers = 4
                pm.status_path = /status
                """.formatted(folder));
        try (Fpm fpm = Fpm.start(folder)) {
            Eventually.holds(() -> Ran.lacuna("php", "--json").out().contains("\"count\" : 2"));
            JsonNode php = valid("php", Ran.lacuna("php", "--json", "--patience", "10s"));
            JsonNode master = StreamSupport.stream(php.get("masters").spliterator(), false)
                    .filter(node -> node.get("pid").asInt() == fpm.master())
                    .findFirst()
                    .orElseThrow();
            JsonNode pool = master.at("/pools/0");
            assertThat(pool.get("name").asText()).isEqualTo("schema-test");
            assertThat(pool.at("/status/told").asBoolean()).isTrue();
            assertThat(sum(pool.get("processes"), "pss"))
                    .isEqualTo(pool.at("/workers/pss").asLong());
            assertThat(pool.at("/bytes/workers").asInt()).isEqualTo(2);
            assertThat(pool.at("/processes/0/heap/mapped").asLong()).isEqualTo(2 << 20);
            assertThat(pool.at("/remarks/0/where").asText()).isEqualTo(folder + "/php-fpm.conf:9");
            Ran text = Ran.lacuna("php", "--workers", "--settings", "--no-run", "--patience", "10s");
            assertThat(text.code()).as(text.err()).isZero();
            assertThat(text.out())
                    .contains("schema-test")
                    .contains("PHP LIVE")
                    .contains("pm.max_spare_servers = 4 is not used with pm = static")
                    .contains(folder + "/php-fpm.conf");
            assertThat(text.out().lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(120));
        }
    }

    @Test
    void theDoctorSaysWhatIsWrongAndWhatHelps(@TempDir Path folder) throws IOException {
        try (Target target = Target.c("retained.c").start()) {
            String pid = Integer.toString(target.pid());
            Path plan = folder.resolve("plan");
            JsonNode report = valid("doctor", Ran.lacuna("doctor", pid, "--json", "--write", plan.toString()));
            JsonNode finding = report.at("/findings/0");
            assertThat(finding.get("verdict").asText()).isEqualTo("retention");
            JsonNode trim = finding.at("/prescriptions/0");
            assertThat(trim.get("text").asText()).isEqualTo("lacuna trim " + pid + " --yes");
            assertThat(trim.get("predictedBytes").asLong()).isEqualTo(target.number("releasable"));
            assertThat(plan.resolve("README.md"))
                    .content()
                    .contains("malloc_trim(0) gives back")
                    .contains("retention");
            Ran text = Ran.lacuna("doctor", pid, "--fail-on", "1M");
            assertThat(text.code()).as(text.err()).isEqualTo(1);
            assertThat(text.out().lines().findFirst())
                    .hasValueSatisfying(line ->
                            assertThat(line).startsWith("process " + pid).contains("retention"));
        }
    }

    private static long sum(JsonNode parts, String figure) {
        return StreamSupport.stream(parts.spliterator(), false)
                .mapToLong(part -> part.get(figure).asLong())
                .sum();
    }

    static JsonNode valid(String name, Ran ran) throws IOException {
        assertThat(ran.code()).as(ran.err()).isZero();
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(
                        Path.of(System.getProperty("lacuna.root"), "docs/schema", name + ".schema.json")));
        JsonNode document = new ObjectMapper().readTree(ran.out());
        assertThat(schema.validate(document)).isEmpty();
        return document;
    }
}
