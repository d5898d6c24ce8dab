package lacuna.testbed;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Ends the JVM of tests that hang, with a line that says where: a class has {@value #USUAL_SECONDS} seconds, or what its
 * {@link MayTake} says. Nothing less helps against a native call that spins. JUnit finds it by itself.
 *
 * <p>{@code LACUNA_PATIENCE=3} in the environment gives all three times as long, on a slow host.
 */
public final class Watchdog implements TestExecutionListener {
    private static final int USUAL_SECONDS = 50;
    private static final int EXIT_CODE = 99;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watchdog").factory());
    private final Map<String, ScheduledFuture<?>> watched = new ConcurrentHashMap<>();
    private volatile String lastStarted = "";

    @Override
    public void executionStarted(TestIdentifier test) {
        lastStarted = test.getDisplayName();
        classOf(test).ifPresent(type -> {
            int seconds = secondsFor(type);
            watched.put(test.getUniqueId(), timer.schedule(() -> end(type, seconds), seconds, TimeUnit.SECONDS));
        });
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        ScheduledFuture<?> watch = watched.remove(test.getUniqueId());
        if (watch != null) {
            watch.cancel(false);
        }
    }

    private static Optional<Class<?>> classOf(TestIdentifier test) {
        return test.getSource()
                .filter(source -> test.isContainer() && source instanceof ClassSource)
                .map(source -> ((ClassSource) source).getJavaClass());
    }

    private static int secondsFor(Class<?> type) {
        MayTake declared = type.getAnnotation(MayTake.class);
        return (declared == null ? USUAL_SECONDS : declared.seconds()) * patience();
    }

    private static int patience() {
        String factor = System.getenv().getOrDefault("LACUNA_PATIENCE", "1");
        return factor.matches("[1-9][0-9]?") ? Integer.parseInt(factor) : 1;
    }

    private void end(Class<?> type, int seconds) {
        StringBuilder said = new StringBuilder("[ERROR] %s took longer than %d s, last in \"%s\": ended%n"
                .formatted(type.getName(), seconds, lastStarted));
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            said.append(thread.getName()).append(System.lineSeparator());
            for (StackTraceElement frame : frames) {
                said.append("    ").append(frame).append(System.lineSeparator());
            }
        });
        // Not System.err, which the runner of the tests has put aside and will not have time to pass on.
        try (PrintStream out =
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)) {
            out.println(said);
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
