package lacuna.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import lacuna.linux.text.Ascii;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What is printed in the kernel's format is read as what it was. */
final class RoundTripTest {
    @Property(tries = 10_000, seed = "1")
    void stat(@ForAll @StringLength(max = 15) @CharRange(from = '\1', to = '~') String comm, @ForAll Random random) {
        ProcessStat stat = new ProcessStat(
                small(random),
                comm,
                "RSDZTtXI".charAt(random.nextInt(8)),
                small(random),
                random.nextInt(),
                random.nextInt(),
                number(random) & 0xffff_ffffL,
                number(random),
                number(random),
                number(random),
                number(random),
                small(random),
                number(random),
                number(random),
                number(random));
        String printed =
                "%d (%s) %c %d %d %d 34816 -1 %d %d 9 %d 9 %d %d 0 0 20 0 %d 0 %d %d %d 18446744073709551615 1\n"
                        .formatted(
                                stat.pid(),
                                stat.comm(),
                                stat.state(),
                                stat.parent(),
                                stat.processGroup(),
                                stat.session(),
                                stat.flags(),
                                stat.minorFaults(),
                                stat.majorFaults(),
                                stat.userTicks(),
                                stat.systemTicks(),
                                stat.threads(),
                                stat.startTicks(),
                                stat.virtualBytes(),
                                stat.rssPages());
        Ascii text = Ascii.of(printed);
        assertThat(ProcessStat.parse(text)).isEqualTo(stat);
        assertThat(text.failure()).isEmpty();
    }

    @Property(tries = 10_000, seed = "1")
    void mapping(
            @ForAll long a,
            @ForAll long b,
            @ForAll Random random,
            @ForAll @StringLength(max = 40) @CharRange(from = '\n', to = '~') String name) {
        boolean file = random.nextBoolean();
        Mapping mapping = new Mapping(
                Long.compareUnsigned(a, b) < 0 ? a : b,
                Long.compareUnsigned(a, b) < 0 ? b : a,
                random.nextInt(16),
                random.nextLong(),
                random.nextInt(256),
                random.nextInt(1 << 20),
                random.nextLong(),
                file ? "/" + name.replace("\\", "") + "." : "",
                file && random.nextBoolean());
        String printed = "%s-%s %s %s %02x:%02x %s %s%s"
                .formatted(
                        hex(mapping.start()),
                        hex(mapping.end()),
                        mapping.permissionLetters(),
                        hex(mapping.offset()),
                        mapping.deviceMajor(),
                        mapping.deviceMinor(),
                        Long.toUnsignedString(mapping.inode()),
                        "                    " + mapping.path().replace("\n", "\\012"),
                        mapping.deleted() ? " (deleted)" : "");
        Ascii line = Ascii.of(printed);
        assertThat(new MappingText().parse(line)).isEqualTo(mapping);
        assertThat(line.failure()).isEmpty();
    }

    @Property(tries = 10_000, seed = "1")
    void figures(@ForAll Random random) {
        StringBuilder printed = new StringBuilder("00400000-ffffffffff601000 ---p 00000000 00:00 0    [rollup]\n");
        MemoryFigures figures = new MemoryFigures();
        for (MemoryField field : MemoryField.values()) {
            if (random.nextInt(4) > 0) {
                long kibibytes = random.nextLong(1L << 53);
                figures.set(field, kibibytes << 10);
                printed.append("%-16s%8d kB\n".formatted(field.label() + ":", kibibytes));
            }
        }
        Ascii text = Ascii.of(printed.toString());
        MemoryFigures read = FiguresText.rollup(text);
        assertThat(text.failure()).isEmpty();
        for (MemoryField field : MemoryField.values()) {
            assertThat(read.get(field)).isEqualTo(figures.get(field));
        }
    }

    @Property(tries = 10_000, seed = "1")
    void status(
            @ForAll @StringLength(max = 15) @CharRange(from = '\n', to = '~') String name,
            @ForAll @Size(max = 4) List<Integer> namespaces,
            @ForAll Random random) {
        List<Integer> pids = namespaces.stream().map(pid -> pid & 0x3fffff).toList();
        OptionalInt seccomp = random.nextBoolean() ? OptionalInt.of(random.nextInt(3)) : OptionalInt.empty();
        OptionalLong[] sizes = new OptionalLong[16];
        StringBuilder memory = new StringBuilder();
        List<String> labels = List.of(
                "VmPeak",
                "VmSize",
                "VmLck",
                "VmPin",
                "VmHWM",
                "VmRSS",
                "RssAnon",
                "RssFile",
                "RssShmem",
                "VmData",
                "VmStk",
                "VmExe",
                "VmLib",
                "VmPTE",
                "VmSwap",
                "HugetlbPages");
        for (int i = 0; i < sizes.length; i++) {
            long kibibytes = random.nextLong(1L << 40);
            boolean printed = random.nextBoolean();
            sizes[i] = printed ? OptionalLong.of(kibibytes << 10) : OptionalLong.empty();
            memory.append(printed ? "%s:\t%8d kB\n".formatted(labels.get(i), kibibytes) : "");
        }
        String trimmed = name.strip();
        ProcessStatus status = new ProcessStatus(
                trimmed,
                'S',
                small(random),
                small(random),
                small(random),
                new Credentials(33, 4_294_967_294L),
                new Credentials(0, 1),
                pids,
                small(random),
                seccomp,
                new StatusMemory(
                        sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], sizes[6], sizes[7], sizes[8],
                        sizes[9], sizes[10], sizes[11], sizes[12], sizes[13], sizes[14], sizes[15]));
        Ascii text = Ascii.of("Name:\t" + trimmed.replace("\\", "\\\\").replace("\n", "\\n")
                + "\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t" + status.threadGroup()
                + "\nNgid:\t0\nPid:\t" + status.pid() + "\nPPid:\t" + status.parent()
                + "\nTracerPid:\t0\nUid:\t33\t4294967294\t33\t33\nGid:\t0\t1\t0\t0\nGroups:\t33 \n"
                + (pids.isEmpty() ? "" : "NSpid:" + tabbed(pids) + "\n") + memory + "Threads:\t" + status.threads()
                + "\nSigQ:\t0/31\n" + (seccomp.isPresent() ? "Seccomp:\t" + seccomp.getAsInt() + "\n" : ""));
        assertThat(StatusText.parse(text)).isEqualTo(status);
        assertThat(text.failure()).isEmpty();
    }

    @Property(tries = 10_000, seed = "1")
    void commandLine(
            @ForAll @Size(max = 8) List<@NotEmpty @CharRange(from = '\1', to = '~') String> arguments,
            @ForAll Random random) {
        String printed = String.join("\0", arguments) + "\0".repeat(random.nextInt(20));
        assertThat(CommandLine.parse(Ascii.of(printed)).arguments()).isEqualTo(arguments);
    }

    private static String tabbed(List<Integer> numbers) {
        StringBuilder tabbed = new StringBuilder();
        numbers.forEach(number -> tabbed.append('\t').append(number));
        return tabbed.toString();
    }

    private static String hex(long number) {
        return "%08x".formatted(number);
    }

    private static int small(Random random) {
        return random.nextInt(1 << 22);
    }

    private static long number(Random random) {
        return random.nextLong() & Long.MAX_VALUE;
    }
}
