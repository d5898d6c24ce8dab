package lacuna.linux.proc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lacuna.linux.text.Ascii;
import lacuna.linux.text.Labels;

/** Parses /proc/PID/status. */
final class StatusText {
    /** In the kernel's order; the memory lines are those from {@link #VMPEAK} on. */
    private enum Line {
        NAME("Name"),
        STATE("State"),
        TGID("Tgid"),
        PID("Pid"),
        PPID("PPid"),
        UID("Uid"),
        GID("Gid"),
        NSPID("NSpid"),
        THREADS("Threads"),
        SECCOMP("Seccomp"),
        VMPEAK("VmPeak"),
        VMSIZE("VmSize"),
        VMLCK("VmLck"),
        VMPIN("VmPin"),
        VMHWM("VmHWM"),
        VMRSS("VmRSS"),
        RSSANON("RssAnon"),
        RSSFILE("RssFile"),
        RSSSHMEM("RssShmem"),
        VMDATA("VmData"),
        VMSTK("VmStk"),
        VMEXE("VmExe"),
        VMLIB("VmLib"),
        VMPTE("VmPTE"),
        VMSWAP("VmSwap"),
        HUGETLB("HugetlbPages");

        private final String label;

        Line(String label) {
            this.label = label;
        }
    }

    private static final Line[] LINES = Line.values();
    private static final Labels LABELS =
            new Labels(Arrays.stream(LINES).map(line -> line.label).toList());
    private static final List<Line> ALWAYS_PRINTED =
            List.of(Line.NAME, Line.STATE, Line.TGID, Line.PID, Line.PPID, Line.UID, Line.GID, Line.THREADS);

    private final long[] bytes = new long[LINES.length];
    private int seen;
    private String name = "";
    private char state;
    private int pid;
    private int threadGroup;
    private int parent;
    private int threads;
    private int seccomp;
    private Credentials user = new Credentials(0, 0);
    private Credentials group = new Credentials(0, 0);
    private List<Integer> namespacePids = List.of();

    private StatusText() {}

    static ProcessStatus parse(Ascii text) {
        return new StatusText().all(text);
    }

    private ProcessStatus all(Ascii text) {
        text.expectWholeLines();
        int expected = 0;
        while (!text.atEnd()) {
            int place = LABELS.take(text, ':', expected);
            if (place >= 0) {
                text.skipSpaces();
                line(LINES[place], text);
                seen |= 1 << place;
                expected = place + 1;
            }
            text.skipLine();
        }
        for (Line line : ALWAYS_PRINTED) {
            if (!has(line)) {
                text.fail("no line " + line.label);
            }
        }
        return new ProcessStatus(
                name,
                state,
                pid,
                threadGroup,
                parent,
                user,
                group,
                namespacePids,
                threads,
                has(Line.SECCOMP) ? OptionalInt.of(seccomp) : OptionalInt.empty(),
                memory());
    }

    private void line(Line line, Ascii text) {
        switch (line) {
            case NAME -> name = unescaped(text.restOfLine());
            case STATE -> state = text.letter();
            case TGID -> threadGroup = text.smallDecimal();
            case PID -> pid = text.smallDecimal();
            case PPID -> parent = text.smallDecimal();
            case UID -> user = credentials(text);
            case GID -> group = credentials(text);
            case NSPID -> namespacePids = numbers(text);
            case THREADS -> threads = text.smallDecimal();
            case SECCOMP -> seccomp = text.smallDecimal();
            case VMPEAK,
                    VMSIZE,
                    VMLCK,
                    VMPIN,
                    VMHWM,
                    VMRSS,
                    RSSANON,
                    RSSFILE,
                    RSSSHMEM,
                    VMDATA,
                    VMSTK,
                    VMEXE,
                    VMLIB,
                    VMPTE,
                    VMSWAP,
                    HUGETLB -> bytes[line.ordinal()] = text.kibibytes();
        }
    }

    private StatusMemory memory() {
        return new StatusMemory(
                figure(Line.VMPEAK),
                figure(Line.VMSIZE),
                figure(Line.VMLCK),
                figure(Line.VMPIN),
                figure(Line.VMHWM),
                figure(Line.VMRSS),
                figure(Line.RSSANON),
                figure(Line.RSSFILE),
                figure(Line.RSSSHMEM),
                figure(Line.VMDATA),
                figure(Line.VMSTK),
                figure(Line.VMEXE),
                figure(Line.VMLIB),
                figure(Line.VMPTE),
                figure(Line.VMSWAP),
                figure(Line.HUGETLB));
    }

    private boolean has(Line line) {
        return (seen & 1 << line.ordinal()) != 0;
    }

    private OptionalLong figure(Line line) {
        return has(line) ? OptionalLong.of(bytes[line.ordinal()]) : OptionalLong.empty();
    }

    /** Real and effective; the saved and the file system's follow and are not needed. */
    private static Credentials credentials(Ascii text) {
        long real = text.decimal();
        text.skipSpaces();
        return new Credentials(real, text.decimal());
    }

    private static List<Integer> numbers(Ascii text) {
        List<Integer> numbers = new ArrayList<>(2);
        while (!text.atLineEnd()) {
            numbers.add(text.smallDecimal());
            text.skipSpaces();
        }
        return numbers;
    }

    /** In this file, other than in stat and comm, the kernel escapes a newline and a backslash. */
    private static String unescaped(String name) {
        if (name.indexOf('\\') < 0) {
            return name;
        }
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            char next = i + 1 < name.length() ? name.charAt(i + 1) : ' ';
            if (c == '\\' && (next == '\\' || next == 'n')) {
                plain.append(next == 'n' ? '\n' : '\\');
                i++;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
