package lacuna.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Optional;
import lacuna.linux.call.PipeEnd;
import lacuna.linux.file.IoReason;

/** Standard output that remembers what it could not write: a stream that prints swallows it. */
final class StandardOutput extends OutputStream {
    private static final int BUFFER = 8192;

    private final FileOutputStream descriptor = new FileOutputStream(FileDescriptor.out);
    private Optional<IOException> failure = Optional.empty();

    PrintStream printing(Charset charset) {
        return new PrintStream(new BufferedOutputStream(this, BUFFER), false, charset);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            descriptor.write(bytes, from, count);
        } catch (IOException e) {
            failure = failure.isEmpty() ? Optional.of(e) : failure;
            throw e;
        }
    }

    /** The exit code after all was printed that {@code code} stands for. A reader that has seen enough is no failure. */
    int exitCode(int code, Shell shell) {
        if (failure.isEmpty() || PipeEnd.readerOfStandardOutputHasLeft()) {
            return code;
        }
        shell.note(
                "cannot write to standard output: " + IoReason.of(failure.get()) + "; make room or send it elsewhere");
        shell.err().flush();
        return ExitCode.NOT_EXAMINED;
    }
}
