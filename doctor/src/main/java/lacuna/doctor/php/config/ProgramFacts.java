package lacuna.doctor.php.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a php-fpm program says of itself in its read-only text: its version, and the folder of more ini files that it was
 * built to scan, whose parent is where php.ini is.
 */
public record ProgramFacts(Optional<String> version, Optional<String> scanFolder) {
    public static final ProgramFacts UNKNOWN = new ProgramFacts(Optional.empty(), Optional.empty());

    private static final String VERSION_MARK = "X-Powered-By: PHP/";
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}[A-Za-z0-9]{0,12}");
    /** Debian, the official image and Alpine; Red Hat. */
    private static final String[] SCAN_MARKS = {"/conf.d\0", "/php.d\0"};

    private static final Pattern FOLDER = Pattern.compile("/[A-Za-z0-9._/+-]{1,200}");

    private static final int CHUNK = 1 << 20;
    private static final int OVERLAP = 512;
    private static final long MOST_BYTES = 256L << 20;

    /** Reads {@code program}, at most 256 MiB of it. */
    public static ProgramFacts read(Path program) {
        Optional<String> version = Optional.empty();
        Optional<String> scan = Optional.empty();
        try (InputStream in = Files.newInputStream(program)) {
            byte[] chunk = new byte[CHUNK];
            int kept = 0;
            int got = in.readNBytes(chunk, 0, CHUNK);
            for (long read = 0; got > 0 && read < MOST_BYTES; read += got) {
                String text = new String(chunk, 0, kept + got, StandardCharsets.ISO_8859_1);
                version = version.isPresent() ? version : version(text);
                scan = scan.isPresent() ? scan : scanFolder(text);
                if (version.isPresent() && scan.isPresent()) {
                    break;
                }
                // A mark may lie across the seam.
                int whole = kept + got;
                kept = Math.min(OVERLAP, whole);
                System.arraycopy(chunk, whole - kept, chunk, 0, kept);
                got = in.readNBytes(chunk, kept, CHUNK - kept);
            }
        } catch (IOException _) {
            // Not shown to us: what is not known stays absent.
        }
        return new ProgramFacts(version, scan);
    }

    private static Optional<String> version(String text) {
        int at = text.indexOf(VERSION_MARK);
        if (at < 0) {
            return Optional.empty();
        }
        Matcher matcher = VERSION.matcher(text).region(at + VERSION_MARK.length(), text.length());
        return matcher.lookingAt() ? Optional.of(matcher.group()) : Optional.empty();
    }

    private static Optional<String> scanFolder(String text) {
        for (String mark : SCAN_MARKS) {
            int at = text.indexOf(mark);
            int from = at < 0 ? -1 : text.lastIndexOf('\0', at);
            if (from >= 0) {
                String folder = text.substring(from + 1, at + mark.length() - 1);
                if (FOLDER.matcher(folder).matches()) {
                    return Optional.of(folder);
                }
            }
        }
        return Optional.empty();
    }
}
