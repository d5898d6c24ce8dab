package lacuna.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class ExclusiveCopyTest {
    private static final int PROVEN = PageFlag.PRESENT | PageFlag.EXCLUSIVE;

    @Test
    void rangesAreCopiedOneBehindTheOther() {
        try (Target target = Target.c("known_memory.c", "1").start();
                Arena arena = Arena.ofConfined()) {
            ExclusiveCopy copy = new ExclusiveCopy(target.pid(), arena);
            MemorySegment into = arena.allocate(9);
            copy.add(target.number("malloc_start"), 3, PROVEN);
            copy.add(target.number("touched_start"), 4, PROVEN);
            copy.add(target.number("thread_0_stack_start"), 2, PROVEN);

            assertThat(copy.copy(into)).isEqualTo(9);

            assertThat(into.toArray(JAVA_BYTE)).containsExactly(0xA2, 0xA2, 0xA2, 0xA1, 0xA1, 0xA1, 0xA1, 0xC1, 0xC1);
            assertThat(copy.bytes()).isZero();
        }
    }

    @Test
    void aRangeWithoutTheProofThatItIsExclusiveIsNotTaken() {
        try (Arena arena = Arena.ofConfined()) {
            ExclusiveCopy copy = new ExclusiveCopy(1, arena);
            assertThatThrownBy(() -> copy.add(4096, 1, PageFlag.PRESENT)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> copy.add(4096, 1, PageFlag.EXCLUSIVE | PageFlag.SWAPPED))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(copy.bytes()).isZero();
        }
    }

    @Test
    void noMoreRangesAreTakenThanTheKernelCopiesAtOnce() {
        try (Target target = Target.c("known_memory.c").start();
                Arena arena = Arena.ofConfined()) {
            ExclusiveCopy copy = new ExclusiveCopy(target.pid(), arena);
            long start = target.number("touched_start");
            for (int i = 0; i < ExclusiveCopy.MOST_RANGES; i++) {
                assertThat(copy.add(start + i * PageSize.BYTES, 1, PROVEN)).isTrue();
            }
            assertThat(copy.add(start, 1, PROVEN)).isFalse();
            assertThatThrownBy(() -> copy.copy(arena.allocate(1023))).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(copy.copy(arena.allocate(1024))).isEqualTo(1024);
        }
    }

    @Test
    void theCopyEndsBeforeTheFirstPageThatIsNotThere() {
        try (Target target = Target.c("known_memory.c").start();
                Arena arena = Arena.ofConfined()) {
            ExclusiveCopy copy = new ExclusiveCopy(target.pid(), arena);
            copy.add(target.number("touched_start"), 8, PROVEN);
            copy.add(4096, 8, PROVEN);
            copy.add(target.number("malloc_start"), 8, PROVEN);
            assertThat(copy.copy(arena.allocate(24))).isEqualTo(8);
            copy.add(4096, 8, PROVEN);
            assertThat(copy.copy(arena.allocate(8))).isEqualTo(-Errno.EFAULT);
        }
    }

    /** Why the proof is asked for: should a kernel stop doing this, the class can be simplified. */
    @Test
    void aFalseProofCostsTheTargetACopyOfEverySharedPage() {
        try (Target target = Target.c("forked_sharing.c", "16").start();
                Arena arena = Arena.ofConfined()) {
            int child = (int) target.number("child");
            long start = target.number("start");
            long bytes = target.number("bytes");
            long before = KernelSays.bytesOfMapping(child, start, "Pss");
            ExclusiveCopy copy = new ExclusiveCopy(child, arena);
            copy.add(start, bytes, PROVEN);

            assertThat(copy.copy(arena.allocate(bytes))).isEqualTo(bytes);

            // Half of each page was the child's share; now it has one of its own.
            assertThat(KernelSays.bytesOfMapping(child, start, "Pss")).isGreaterThanOrEqualTo(before + bytes / 2);
        }
    }
}
