package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lacuna.testbed.Eventually;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    @Test
    void whatTheTargetWroteIsRead() {
        try (Target target = Target.c("known_memory.c").start();
                ProcessMemory memory = open(target.pid());
                Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(5);

            assertThat(memory.read(target.number("malloc_start"), bytes, 5)).isEqualTo(5);

            assertThat(bytes.toArray(JAVA_BYTE)).containsOnly(0xA2);
        }
    }

    @Test
    void aReadOverTheEndOfAMappingIsShort() {
        try (Target target = Target.c("known_memory.c").start();
                ProcessMemory memory = open(target.pid());
                Arena arena = Arena.ofConfined()) {
            long end = KernelSays.lines(target.pid(), "maps").stream()
                    .filter(line -> line.endsWith("[heap]"))
                    .map(line -> line.substring(line.indexOf('-') + 1, line.indexOf(' ')))
                    .mapToLong(hex -> Long.parseUnsignedLong(hex, 16))
                    .findFirst()
                    .orElseThrow();

            assertThat(memory.read(end - 100, arena.allocate(4096), 4096)).isEqualTo(100);
            assertThat(memory.read(end, arena.allocate(4096), 4096)).isEqualTo(-Errno.EIO);
        }
    }

    @Test
    void theKernelsHalfOfTheAddressesIsRefused() {
        try (Target target = Target.c("known_memory.c").start();
                ProcessMemory memory = open(target.pid());
                Arena arena = Arena.ofConfined()) {
            assertThat(memory.read(0xffffffffff600000L, arena.allocate(8), 8)).isEqualTo(-Errno.EINVAL);
        }
    }

    @Test
    void readingDoesNotUnshareWhatAForkedChildSharesWithItsParent() {
        try (Target target = Target.c("forked_sharing.c", "64").start()) {
            int child = (int) target.number("child");
            long start = target.number("start");
            long bytes = target.number("bytes");
            long before = KernelSays.bytesOfMapping(child, start, "Pss");
            assertThat(KernelSays.bytesOfMapping(child, start, "Shared_Dirty")).isGreaterThanOrEqualTo(bytes);

            assertThat(readAll(child, start, bytes)).isEqualTo(bytes);

            assertThat(KernelSays.bytesOfMapping(child, start, "Shared_Dirty")).isGreaterThanOrEqualTo(bytes);
            assertThat(KernelSays.bytesOfMapping(child, start, "Pss")).isEqualTo(before);
        }
    }

    @Test
    void anEndedProcessReadsAsNothing() {
        Target target = Target.c("known_memory.c").start();
        try (ProcessMemory memory = open(target.pid());
                Arena arena = Arena.ofConfined()) {
            long address = target.number("touched_start");
            target.close();
            assertThat(memory.read(address, arena.allocate(8), 8)).isZero();
        }
    }

    @Test
    void aPidThatIsNotThereIsRefusedAsEnded() {
        Target target = Target.c("known_memory.c").start();
        target.close();
        assertThat(ProcessMemory.open(target.pid()))
                .isInstanceOfSatisfying(
                        Access.Refused.class,
                        refused -> assertThat(refused.refusal())
                                .isEqualTo(new Refusal(
                                        Errno.ENOENT,
                                        "process %d has ended".formatted(target.pid()),
                                        "name a process that runs")));
    }

    @Test
    void aProcessWithoutItsMainThreadIsReadUnderTheNumberOfAnotherThread() {
        try (Target target = Target.c("lost_leader.c").start();
                ProcessMemory byThread = open((int) target.number("survivor"));
                Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(8);
            assertThat(byThread.read(target.number("counter"), bytes, 8)).isEqualTo(8);

            Eventually.holds(() -> KernelSays.state(target.pid()).equals("Z"));
            switch (ProcessMemory.open(target.pid())) {
                case Access.Refused<ProcessMemory>(Refusal refusal) ->
                    assertThat(refusal.remedy()).isEqualTo("name thread %s instead".formatted(target.fact("survivor")));
                case Access.Granted<ProcessMemory>(ProcessMemory byProcess) ->
                    assertThat(byProcess.read(target.number("counter"), bytes, 8))
                            .isZero();
            }
        }
    }

    @Test
    void aClosedMemoryAndATooSmallBufferReadNothing() {
        ProcessMemory memory = open((int) ProcessHandle.current().pid());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(8);
            assertThatThrownBy(() -> memory.read(buffer.address(), buffer, 9))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            memory.close();
            memory.close();
            assertThat(memory.read(buffer.address(), buffer, 8)).isEqualTo(-9);
        }
    }

    private static long readAll(int pid, long start, long length) {
        try (ProcessMemory memory = open(pid);
                Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(1 << 20);
            long done = 0;
            for (long count = 1; done < length && count > 0; done += count) {
                count = memory.read(start + done, buffer, Math.min(buffer.byteSize(), length - done));
            }
            return done;
        }
    }

    private static ProcessMemory open(int pid) {
        return ProcessMemory.open(pid).orThrow(refusal -> new AssertionError(refusal.toString()));
    }
}
