package lacuna.cli;

import lacuna.doctor.examine.Progress;
import lacuna.report.text.Printable;

/** Progress on a terminal: what is being done in a line that the next overwrites, what was found in lines that stay. */
record LiveProgress(Shell shell) implements Progress {
    @Override
    public void now(String what) {
        shell.progress(Printable.of(what));
    }

    @Override
    public void found(String what) {
        shell.progress(Printable.of(what) + "\n");
    }
}
