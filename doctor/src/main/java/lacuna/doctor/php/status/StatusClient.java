package lacuna.doctor.php.status;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Asks one pool for its status page, within a bounded time: the page needs a free worker. */
public final class StatusClient {
    public static final Duration PATIENCE = Duration.ofMillis(300);

    private static final int MOST_BYTES = 8 << 20;
    private static final int MOST_RECORDS = 100_000;
    private static final int BUFFER = 2 * (FastCgi.HEADER + 0xffff + 0xff);

    /** FPM wants a script with every request. There can be none of this name, so nothing would run if the path is not the page's. */
    private static final String NO_SCRIPT = "/dev/null/lacuna";

    private StatusClient() {}

    public static StatusAnswer ask(SocketAddress address, String path, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean unix = address instanceof UnixDomainSocketAddress;
        try (Selector selector = Selector.open();
                SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, 0);
            if (!channel.connect(address)) {
                key.interestOps(SelectionKey.OP_CONNECT);
                while (!channel.finishConnect()) {
                    if (!await(selector, deadline)) {
                        return busy("does not take the connection within ", patience);
                    }
                }
            }
            ByteBuffer request = ByteBuffer.wrap(FastCgi.request(parameters(path)));
            key.interestOps(SelectionKey.OP_WRITE);
            while (request.hasRemaining()) {
                if (channel.write(request) == 0 && !await(selector, deadline)) {
                    return busy("does not take the request within ", patience);
                }
            }
            key.interestOps(SelectionKey.OP_READ);
            FastCgi.Answer answer = new FastCgi.Answer(MOST_RECORDS);
            StatusAnswer failed = receive(answer, channel, selector, deadline, patience);
            return answer.isWhole() ? page(answer.text(), path) : failed;
        } catch (ConnectException refused) {
            return new StatusAnswer.Silent("the pool's socket refuses connections", "is the pool running?");
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException failed) {
            return failure(String.valueOf(failed.getMessage()));
        }
    }

    /** Fills {@code answer}; what is answered here holds only where it did not become whole. */
    private static StatusAnswer receive(
            FastCgi.Answer answer, SocketChannel channel, Selector selector, long deadline, Duration patience)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (!answer.isOver()) {
            int got = channel.read(buffer);
            if (got < 0) {
                return new StatusAnswer.Silent("the pool hung up before its answer was whole", "");
            }
            buffer.flip();
            answer.take(buffer);
            buffer.compact();
            if (answer.size() > MOST_BYTES) {
                return new StatusAnswer.Silent("its answer is longer than " + (MOST_BYTES >> 20) + " MiB", "");
            }
            // An endless answer is cut by the clock too.
            if (!answer.isOver() && (System.nanoTime() > deadline || (got == 0 && !await(selector, deadline)))) {
                return busy("does not answer within ", patience);
            }
        }
        return new StatusAnswer.Silent("the answer is not a status page: " + answer.violation(), "");
    }

    private static StatusAnswer page(String text, String path) {
        int blank = text.indexOf("\r\n\r\n");
        String head = blank < 0 ? "" : text.substring(0, blank);
        if (head.startsWith("Status: 404")) {
            return new StatusAnswer.Silent(
                    "the running pool has no status page under this path",
                    "the file was changed after the start: reload php-fpm");
        }
        if (head.startsWith("Status: ")) {
            return new StatusAnswer.Silent("the pool answers with an error", "");
        }
        try {
            return new StatusAnswer.Told(StatusPage.of(text.substring(blank < 0 ? 0 : blank + 4), path));
        } catch (JsonText.Malformed malformed) {
            return new StatusAnswer.Silent("the answer is not a status page: " + malformed.getMessage(), "");
        }
    }

    /** Without a method and a query no request is complete for FPM; without a script it does not look at the path. */
    static Map<String, String> parameters(String path) {
        return new TreeMap<>(Map.of(
                "GATEWAY_INTERFACE", "CGI/1.1",
                "SERVER_PROTOCOL", "HTTP/1.1",
                "REQUEST_METHOD", "GET",
                "REQUEST_URI", path,
                "QUERY_STRING", "json&full",
                "SCRIPT_NAME", path,
                "SCRIPT_FILENAME", NO_SCRIPT,
                "SERVER_SOFTWARE", "lacuna"));
    }

    private static boolean await(Selector selector, long deadline) throws IOException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            return false;
        }
        selector.select(millis);
        selector.selectedKeys().clear();
        return true;
    }

    private static StatusAnswer busy(String what, Duration patience) {
        return new StatusAnswer.Silent(
                "the pool " + what + patience.toMillis() + " ms: every worker is busy, or it hangs",
                "pm.status_listen gives the page a socket of its own");
    }

    private static StatusAnswer failure(String words) {
        if (words.contains("Permission denied")) {
            return new StatusAnswer.Silent(
                    "no permission to use the pool's socket",
                    "run as root, or as a user that listen.owner and listen.mode let in");
        }
        if (words.contains("No such file")) {
            return new StatusAnswer.Silent("the pool's socket does not exist", "was it deleted? restart php-fpm");
        }
        if (words.contains("temporarily unavailable")) {
            return new StatusAnswer.Silent(
                    "the pool's queue is full", "pm.status_listen gives the page a socket of its own");
        }
        return new StatusAnswer.Silent("the pool's socket cannot be used: " + words, "");
    }
}
