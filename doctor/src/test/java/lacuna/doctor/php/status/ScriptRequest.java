package lacuna.doctor.php.status;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The load of the tests: a web server that asks a pool for a script and waits for its answer. */
public final class ScriptRequest implements AutoCloseable {
    private final SocketChannel channel;

    private ScriptRequest(SocketChannel channel) {
        this.channel = channel;
    }

    /** Sends the request; it is under way when this returns. */
    public static ScriptRequest send(SocketAddress address, Path script, String query) throws IOException {
        SocketChannel channel = address instanceof UnixDomainSocketAddress unix
                ? SocketChannel.open(unix)
                : SocketChannel.open(address);
        Map<String, String> parameters = new TreeMap<>(StatusClient.parameters("/script"));
        parameters.put("SCRIPT_FILENAME", script.toString());
        parameters.put("QUERY_STRING", query);
        ByteBuffer request = ByteBuffer.wrap(FastCgi.request(parameters));
        while (request.hasRemaining()) {
            channel.write(request);
        }
        return new ScriptRequest(channel);
    }

    /** Waits for the whole answer. */
    public String answer() throws IOException {
        FastCgi.Answer answer = new FastCgi.Answer(100_000);
        ByteBuffer buffer = ByteBuffer.allocate(1 << 18);
        while (!answer.isOver() && channel.read(buffer) >= 0) {
            buffer.flip();
            answer.take(buffer);
            buffer.compact();
        }
        return answer.text();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
