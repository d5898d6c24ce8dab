package lacuna.doctor.php;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;

/** Tells from the kernel whether a worker waits for a request: the system call that it is in, where that is shown. */
final class Doing {
    /** accept and accept4: x86-64, then aarch64. */
    private static final String[] ACCEPTS = {"43 ", "288 ", "202 ", "242 "};

    private Doing() {}

    static Worker.Activity of(ProcReader reader, ProcRoot proc, FpmProcess worker) {
        Path file = proc.path().resolve(worker.pid() + "/syscall");
        try {
            String call = Files.readString(file);
            for (String accept : ACCEPTS) {
                if (call.startsWith(accept)) {
                    return Worker.Activity.IDLE;
                }
            }
            return Worker.Activity.BUSY;
        } catch (IOException | java.io.UncheckedIOException _) {
            boolean accepts = reader.wchan(worker.pid())
                    .toOptional()
                    .filter(where -> where.contains("accept"))
                    .isPresent();
            return accepts
                    ? Worker.Activity.IDLE
                    : worker.state() == 'R' || worker.state() == 'D' ? Worker.Activity.BUSY : Worker.Activity.UNKNOWN;
        }
    }
}
