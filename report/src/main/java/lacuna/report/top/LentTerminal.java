package lacuna.report.top;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOError;
import java.io.IOException;
import lacuna.linux.call.JobControl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/**
 * The terminal while the live view has it: its other screen, no cursor, each key as it comes. It is given back as it was
 * when the view ends, when a signal ends Lacuna, and for as long as the user puts the view aside.
 */
final class LentTerminal implements AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";

    private final Terminal terminal;
    private final Attributes before;
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final Thread atTheEnd = new Thread(this::giveBack, "terminal-give-back");
    private boolean isLent;
    private boolean isOver;

    private LentTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.getAttributes();
    }

    static LentTerminal take() throws IOException {
        // Signals are the JVM's own matter: it ends in an orderly way, so that the terminal is given back. What the
        // library would have done instead ended the process on the spot.
        LentTerminal lent = new LentTerminal(TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                .nativeSignals(false)
                .build());
        Runtime.getRuntime().addShutdownHook(lent.atTheEnd);
        lent.enter();
        return lent;
    }

    NonBlockingReader keys() {
        return terminal.reader();
    }

    int width() {
        return terminal.getWidth();
    }

    int height() {
        return terminal.getHeight();
    }

    /** Shows {@code screen}, unless the terminal has been given back. */
    synchronized void print(String screen) {
        if (isLent) {
            write(screen);
        }
    }

    /** Gives the terminal to the shell until the user calls the job back. */
    void putAside() {
        leave();
        JobControl.putAside();
        enter();
    }

    private synchronized void enter() {
        if (isOver) {
            return;
        }
        terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        // Ctrl-C and Ctrl-Z are keys like others: the screen is put in order before anything else happens.
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        write(ENTER);
        isLent = true;
    }

    private synchronized void leave() {
        if (!isLent) {
            return;
        }
        isLent = false;
        write(LEAVE);
        try {
            terminal.setAttributes(before);
        } catch (IOError | IllegalStateException closed) {
            // The library has put them back itself when it closed its side.
            isOver = true;
        }
    }

    private synchronized void giveBack() {
        leave();
        isOver = true;
    }

    private void write(String text) {
        try {
            out.write(text.getBytes(terminal.encoding()));
        } catch (IOException gone) {
            // Nobody sees it any more; the input says so at the next key.
            isOver = true;
        }
    }

    @Override
    public void close() throws IOException {
        giveBack();
        try {
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException ending) {
            // A signal came meanwhile: the hook finds nothing to do.
        }
        terminal.close();
    }
}
