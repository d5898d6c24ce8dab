package lacuna.testbed;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks a FastCGI server as a web server does: one request for each connection. */
final class FastCgi {
    private static final int BEGIN = 1;
    private static final int END = 3;
    private static final int PARAMETERS = 4;
    private static final int INPUT = 5;
    private static final int OUTPUT = 6;
    private static final int HEADER = 8;

    private final Path socket;

    FastCgi(Path socket) {
        this.socket = socket;
    }

    /** The body of the answer; an error where the server says that it failed. */
    String get(String script, String query) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            send(channel, BEGIN, new byte[] {0, 1, 0, 0, 0, 0, 0, 0});
            send(channel, PARAMETERS, parameters(script, query));
            send(channel, PARAMETERS, new byte[0]);
            send(channel, INPUT, new byte[0]);
            String answer = answer(channel);
            if (answer.startsWith("Status:")) {
                throw new IllegalStateException(answer);
            }
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String answer(SocketChannel channel) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        while (true) {
            ByteBuffer header = read(channel, HEADER);
            int type = header.get(1);
            int length = header.getShort(4) & 0xffff;
            byte[] content = read(channel, length).array();
            read(channel, header.get(6) & 0xff);
            if (type == OUTPUT) {
                output.write(content);
            } else if (type == END) {
                return output.toString(StandardCharsets.UTF_8);
            }
        }
    }

    private static byte[] parameters(String script, String query) throws IOException {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("SCRIPT_FILENAME", script);
        parameters.put("SCRIPT_NAME", "/" + Path.of(script).getFileName());
        parameters.put("QUERY_STRING", query);
        parameters.put("REQUEST_METHOD", "GET");
        parameters.put("REQUEST_URI", "/" + Path.of(script).getFileName() + "?" + query);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Map.Entry<String, String> each : parameters.entrySet()) {
            byte[] name = each.getKey().getBytes(StandardCharsets.UTF_8);
            byte[] value = each.getValue().getBytes(StandardCharsets.UTF_8);
            length(all, name.length);
            length(all, value.length);
            all.write(name);
            all.write(value);
        }
        return all.toByteArray();
    }

    private static void length(ByteArrayOutputStream out, int length) throws IOException {
        if (length < 128) {
            out.write(length);
        } else {
            out.write(ByteBuffer.allocate(4).putInt(length | 1 << 31).array());
        }
    }

    private static void send(SocketChannel channel, int type, byte[] content) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(HEADER + content.length);
        record.put((byte) 1).put((byte) type).putShort((short) 1).putShort((short) content.length);
        record.putShort((short) 0).put(content).flip();
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
        return bytes.flip();
    }
}
