package lacuna.linux.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that is being made, under a name of its own beside the one that it shall have. It gets that when it is whole and
 * on the disk; what is closed before leaves nothing behind. A link is never followed, neither in writing nor in naming.
 */
public final class FreshFile implements AutoCloseable {
    /** Who may read it. */
    public enum Readers {
        OWNER,
        /** Those who could read the file that it replaces; where there was none, those whom the umask allows. */
        AS_USUAL
    }

    /** What becomes of a regular file that has the name already. */
    public enum Present {
        KEPT,
        REPLACED
    }

    private final Path wanted;
    private final Path fresh;
    private final FileChannel channel;

    private FreshFile(Path wanted, Path fresh, FileChannel channel) {
        this.wanted = wanted;
        this.fresh = fresh;
        this.channel = channel;
    }

    /** Begins what is to become {@code wanted}. */
    public static FreshFile beside(Path wanted, Readers readers) throws IOException {
        Path fresh = Files.createTempFile(
                folderOf(wanted),
                ".lacuna-",
                ".part",
                PosixFilePermissions.asFileAttribute(
                        switch (readers) {
                            case OWNER -> PosixFilePermissions.fromString("rw-------");
                            case AS_USUAL -> usual(wanted);
                        }));
        try {
            return new FreshFile(
                    wanted, fresh, FileChannel.open(fresh, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    private static Set<PosixFilePermission> usual(Path wanted) throws IOException {
        return Files.isRegularFile(wanted, LinkOption.NOFOLLOW_LINKS)
                ? Files.getPosixFilePermissions(wanted, LinkOption.NOFOLLOW_LINKS)
                : PosixFilePermissions.fromString("rw-rw-rw-");
    }

    /** Fails where {@code wanted} is there and is no regular file: a link, a device, a folder. */
    public static void check(Path wanted) throws IOException {
        if (Files.isSymbolicLink(wanted)) {
            throw new FileSystemException(wanted.toString(), null, "it is a symbolic link, which is not followed");
        }
        if (Files.exists(wanted, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(wanted, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(wanted.toString(), null, "it is no regular file");
        }
    }

    /** Where a file beside {@code file} lies. */
    public static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    public FileChannel channel() {
        return channel;
    }

    /** Where it is until it has its name. */
    public Path path() {
        return fresh;
    }

    /** Has the disk hold all that was written. */
    public void end() throws IOException {
        channel.force(true);
        channel.close();
    }

    /** Gives it, once it has ended, its name. */
    public void name(Present present) throws IOException {
        check(wanted);
        switch (present) {
            case REPLACED ->
                Files.move(fresh, wanted, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            case KEPT -> {
                try {
                    // Unlike a rename, a link never replaces what came into being meanwhile.
                    Files.createLink(wanted, fresh);
                } catch (FileAlreadyExistsException e) {
                    throw e;
                } catch (UnsupportedOperationException | FileSystemException noLinks) {
                    Files.move(fresh, wanted);
                }
            }
        }
        keepName();
    }

    /** A name is kept when its folder is; some file systems know no such request, and keep it on their own. */
    private void keepName() {
        try (FileChannel folder = FileChannel.open(folderOf(wanted), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException _) {
            // The file is there and whole.
        }
    }

    /** Throws away what did not get its name. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(fresh);
    }
}
