package lacuna.doctor.php.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever answers in place of a pool: each costs one clear line and a bounded time. */
class StatusClientTest {
    private static final String PAGE = """
            {"pool":"www","accepted conn":7,"listen queue":0,"slow requests":1, "processes":[
            {"pid":41,"state":"Idle","requests":3,"request uri":"-","last request memory":2097152},
            {"pid":42,"state":"Running","requests":4,"request uri":"\\/st?json&full"},
            {"pid":43,"state":"Running","requests":5,"request uri":"\\/index.php"}]}""";

    @TempDir
    private Path folder;

    private interface Server {
        void serve(SocketChannel client) throws IOException;
    }

    @Test
    void aPageIsUnderstood_whereverItsRecordsAreCut() throws IOException {
        byte[] whole = answer("Content-Type: application/json\r\n\r\n" + PAGE, 17);
        StatusAnswer answer = ask(Duration.ofSeconds(60), client -> {
            for (byte each : whole) {
                send(client, new byte[] {each});
            }
        });
        assertThat(answer).isInstanceOf(StatusAnswer.Told.class);
        StatusPage page = ((StatusAnswer.Told) answer).page();
        assertThat(page.pool()).isEqualTo("www");
        assertThat(page.accepted()).hasValue(7);
        assertThat(page.maxListenQueue()).isEmpty();
        assertThat(page.workers())
                .extracting(WorkerStatus::doing)
                .containsExactly(WorkerStatus.Doing.IDLE, WorkerStatus.Doing.ANSWERING, WorkerStatus.Doing.BUSY);
    }

    @Test
    void noneOfTheseStopsTheReport() throws IOException {
        Duration some = Duration.ofMillis(400);
        Duration enough = Duration.ofSeconds(60);
        String head = "Content-Type: application/json\r\n\r\n";
        assertThat(why(some, _ -> {})).contains("does not answer within 400 ms");
        assertThat(why(some, client -> {
                    while (true) {
                        send(client, record(6, new byte[0]));
                    }
                }))
                .matches(".*(does not answer within 400 ms|its answer has no end).*");
        assertThat(why(enough, client -> {
                    byte[] much = record(6, new byte[0xffff]);
                    while (true) {
                        send(client, much);
                    }
                }))
                .contains("longer than 8 MiB");
        assertThat(why(
                        enough,
                        client -> send(client, "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8))))
                .contains("does not speak FastCGI");
        assertThat(why(enough, SocketChannel::close)).contains("hung up");
        assertThat(why(enough, client -> {
                    send(client, java.util.Arrays.copyOf(answer(head + PAGE, 50), 120));
                    client.close();
                }))
                .contains("hung up before its answer was whole");
        assertThat(why(enough, client -> send(client, answer(head + PAGE.substring(0, 90), 50))))
                .contains("not a status page: not JSON at character 90");
        assertThat(why(enough, client -> send(client, answer(head + "[".repeat(100_000), 60_000))))
                .contains("nested too deep");
        assertThat(why(enough, client -> send(client, answer(head + PAGE.replace("\"pid\":41", "\"pid\":-41"), 50))))
                .contains("without its PID");
        assertThat(why(enough, client -> send(client, answer("Status: 404 Not Found\r\n\r\nFile not found.", 50))))
                .contains("no status page under this path");
    }

    @Test
    void nobodyThereIsSaidToo() throws IOException {
        Path socket = folder.resolve("gone.sock");
        assertThat(why(StatusClient.ask(UnixDomainSocketAddress.of(socket), "/st", StatusClient.PATIENCE)))
                .isEqualTo("the pool's socket does not exist");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket))
                .close();
        assertThat(why(StatusClient.ask(UnixDomainSocketAddress.of(socket), "/st", StatusClient.PATIENCE)))
                .isEqualTo("the pool's socket refuses connections");
        Path longName = folder.resolve("x".repeat(150));
        assertThat(why(StatusClient.ask(UnixDomainSocketAddress.of(longName), "/st", StatusClient.PATIENCE)))
                .contains("cannot be used");
    }

    @Test
    void whatIsSentNamesNoScriptThatCouldRun() {
        assertThat(StatusClient.parameters("/st"))
                .containsEntry("SCRIPT_NAME", "/st")
                .containsEntry("SCRIPT_FILENAME", "/dev/null/lacuna");
        assertThat(Path.of("/dev/null/lacuna")).doesNotExist();
    }

    @Property(seed = "1", tries = 500)
    void bytesOfAnyKindEndInAnAnswerOrAWait(@ForAll byte[] noise) {
        FastCgi.Answer answer = new FastCgi.Answer(1000);
        answer.take(ByteBuffer.wrap(noise));
        assertThat(answer.size()).isLessThanOrEqualTo(noise.length);
    }

    @Property(seed = "1", tries = 500)
    void textOfAnyKindIsAPageOrMalformed(@ForAll String noise) {
        String cut = PAGE.substring(0, Math.floorMod(noise.hashCode(), PAGE.length()));
        for (String text : new String[] {noise, cut + noise, cut}) {
            try {
                assertThat(StatusPage.of(text, "/st").pool()).isEqualTo("www");
            } catch (JsonText.Malformed expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    private String why(Duration patience, Server server) throws IOException {
        return why(ask(patience, server));
    }

    private static String why(StatusAnswer answer) {
        return switch (answer) {
            case StatusAnswer.Silent(String why, String _) -> why;
            case StatusAnswer.Told told -> throw new AssertionError("believed: " + told);
        };
    }

    /** Asks a server that reads the request and then does as it likes; its connection stays open until the end. */
    private StatusAnswer ask(Duration patience, Server server) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve(System.nanoTime() + ".sock"));
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(address);
            Thread.ofVirtual().start(() -> {
                try {
                    SocketChannel client = listening.accept();
                    client.read(ByteBuffer.allocate(4096));
                    server.serve(client);
                } catch (IOException hungUp) {
                    // The asker had enough.
                }
            });
            return StatusClient.ask(address, "/st", patience);
        }
    }

    private static void send(SocketChannel client, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            client.write(buffer);
        }
    }

    private static byte[] answer(String text, int perRecord) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += perRecord) {
            out.writeBytes(record(6, java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + perRecord))));
        }
        out.writeBytes(record(3, new byte[8]));
        return out.toByteArray();
    }

    private static byte[] record(int type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .put((byte) 1)
                .put((byte) type)
                .putShort((short) 1)
                .putShort((short) content.length)
                .putShort((short) 0)
                .put(content)
                .array();
    }
}
