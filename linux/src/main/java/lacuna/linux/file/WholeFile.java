package lacuna.linux.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import lacuna.linux.CannotExamine;

/** Texts as files, and folders for them: see {@link FreshFile}. */
public final class WholeFile {
    private WholeFile() {}

    /** Refuses early what {@link #write} would refuse. */
    public static void check(Path file) {
        try {
            FreshFile.check(file);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** Writes {@code text} to {@code file}; a regular file of that name is replaced. */
    public static void write(Path file, String text) {
        try {
            FreshFile.check(file);
            try (FreshFile fresh = FreshFile.beside(file, FreshFile.Readers.AS_USUAL)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    fresh.channel().write(bytes);
                }
                fresh.end();
                fresh.name(FreshFile.Present.REPLACED);
            }
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** Makes {@code folder}, or takes the one that is there; not one that somebody else may exchange meanwhile. */
    public static void folder(Path folder) {
        try {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(folder);
            }
            if (Files.isSymbolicLink(folder)) {
                throw new FileSystemException(folder.toString(), null, "it is a symbolic link, which is not followed");
            }
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(folder.toString(), null, "it is no folder");
            }
            UserPrincipal owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
            if (!isOurs(owner) && !owner.getName().equals("root")) {
                throw new FileSystemException(
                        folder.toString(), null, "it belongs to another user, " + owner.getName());
            }
        } catch (IOException e) {
            throw cannotWrite(folder, e);
        }
    }

    /** What the kernel gives to a process's own folder is what it gives to its files. */
    private static boolean isOurs(UserPrincipal owner) throws IOException {
        return owner.equals(Files.getOwner(Path.of("/proc/self/task")));
    }

    private static CannotExamine cannotWrite(Path file, IOException e) {
        return new CannotExamine(
                "cannot write %s".formatted(file),
                IoReason.of(e),
                "name another file, in a folder that you may write to");
    }
}
