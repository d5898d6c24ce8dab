package lacuna.heap.jemalloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.Figure;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.heap.ledger.ResidentLedger;
import lacuna.heap.map.MapOptions;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that nobody wrote for this, and what it says of its memory. */
class RedisTest {
    private static final String SERVER = "/usr/bin/redis-server";
    /** What Redis needs for telling its figures, and threads that look after themselves. */
    private static final long ITS_OWN_TELLING = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void theFiguresAreThoseThatRedisTells() throws IOException {
        assumeTrue(Files.exists(Path.of(SERVER)), SERVER + " is not here");
        Path socket = folder.resolve("redis");
        String start =
                "echo ready; exec " + SERVER + " --port 0 --save '' --logfile /dev/null --enable-debug-command yes"
                        + " --hz 1 --dir '" + folder + "' --unixsocket '" + socket + "'";
        try (Target target = Target.command("sh", "-c", start).start()) {
            Eventually.holds(() -> answers(socket));
            try (SocketChannel redis = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                redis.connect(UnixDomainSocketAddress.of(socket));
                ask(redis, "DEBUG POPULATE 200000 key 400");
                ask(redis, "EVAL \"for i=0,199999,3 do redis.call('del','key:'..i) end return 1\" 0");
                HeapOptions patient = new HeapOptions(Duration.ofSeconds(1), MapOptions.DEFAULT);
                HeapExamination examined = HeapExamination.ofProcess(ProcRoot.host(), target.pid(), patient);
                String told = ask(redis, "MEMORY MALLOC-STATS");
                AllocatorReport report = examined.heaps().getFirst().report();
                assertThat(report.identity().allocator()).isEqualTo("jemalloc");
                assertThat(report.isConsistent()).isTrue();
                assertThat(figure(report, "allocated"))
                        .isCloseTo(told(told, "Allocated: (\\d+)"), within(ITS_OWN_TELLING))
                        .isGreaterThan(50_000_000);
                assertThat(figure(report, "active")).isCloseTo(told(told, "active: (\\d+)"), within(ITS_OWN_TELLING));
                assertThat(examined.ledger().leaves().stream()
                                .mapToLong(ResidentLedger.Leaf::bytes)
                                .sum())
                        .isEqualTo(examined.ledger().total());
            }
        }
    }

    private static long figure(AllocatorReport report, String name) {
        return report.figures().stream()
                .filter(figure -> figure.name().equals(name))
                .mapToLong(Figure::value)
                .findFirst()
                .orElseThrow();
    }

    private static long told(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static boolean answers(Path socket) {
        try (SocketChannel redis = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            redis.connect(UnixDomainSocketAddress.of(socket));
            return ask(redis, "PING").startsWith("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Sends one line; the answer is one line, or as many bytes as its first line says. */
    private static String ask(SocketChannel redis, String line) {
        try {
            redis.write(ByteBuffer.wrap((line + "\r\n").getBytes(StandardCharsets.UTF_8)));
            StringBuilder answer = new StringBuilder();
            ByteBuffer piece = ByteBuffer.allocate(1 << 16);
            int wanted = -1;
            while (wanted < 0 || answer.length() < wanted) {
                piece.clear();
                if (redis.read(piece) < 0) {
                    break;
                }
                answer.append(StandardCharsets.ISO_8859_1.decode(piece.flip()));
                int end = answer.indexOf("\r\n");
                if (wanted < 0 && end >= 0) {
                    wanted = answer.charAt(0) == '$' ? end + 4 + Integer.parseInt(answer.substring(1, end)) : end + 2;
                }
            }
            assertThat(answer.charAt(0)).as(answer.toString()).isNotEqualTo('-');
            return answer.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
