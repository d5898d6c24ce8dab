package lacuna.linux.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lacuna.linux.text.Ascii;

/** The names of users, as a passwd file gives them. Users of a directory service are not in it and stay numbers. */
public final class Users {
    private static final int MOST_BYTES = 16 << 20;

    private final Map<Long, String> names;

    private Users(Map<Long, String> names) {
        this.names = names;
    }

    /** Those of {@code passwd}; none where it cannot be read. */
    public static Users of(Path passwd) {
        try (InputStream file = Files.newInputStream(passwd)) {
            byte[] bytes = file.readNBytes(MOST_BYTES);
            return parse(new Ascii().over(bytes, 0, bytes.length, 1));
        } catch (IOException _) {
            return new Users(Map.of());
        }
    }

    public Optional<String> name(long uid) {
        return Optional.ofNullable(names.get(uid));
    }

    /** As getpwuid does: the first line with a number wins, and a line of another form (NIS has some) is passed over. */
    static Users parse(Ascii text) {
        Map<Long, String> names = new HashMap<>();
        Ascii line = new Ascii();
        while (!text.atEnd()) {
            int from = text.position();
            text.skipLine();
            byte[] bytes = text.bytes(from, text.position());
            line.over(bytes, 0, bytes.length, 1);
            String name = field(line);
            field(line);
            long uid = line.decimal();
            line.expect(':');
            if (!line.failed() && !name.isEmpty()) {
                names.putIfAbsent(uid, name);
            }
        }
        return new Users(names);
    }

    private static String field(Ascii line) {
        int from = line.position();
        int colon = line.find(':');
        if (colon < 0) {
            line.fail("no ':'");
            return "";
        }
        line.moveTo(colon + 1);
        return line.string(from, colon);
    }
}
