package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lacuna.heap.block.BlockState;
import lacuna.linux.call.PageSize;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page has one colour, and the colours add up to what is resident. */
class PagePictureTest {
    static Stream<List<String>> shapes() {
        return Stream.of(
                List.of(),
                List.of("small"),
                List.of("holes", "top"),
                List.of("memalign", "mapped"),
                List.of("threads", "gone"),
                List.of("manyheaps"),
                List.of("foreign"),
                List.of("threads", "noncontiguous", "memalign", "mapped"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void thePagesOfAllColoursAreWhatIsResident(List<String> shapes) {
        try (Target target =
                Target.c("heap_shapes.c", shapes.toArray(String[]::new)).start()) {
            HeapExamination examined = examined(target);
            PagePicture picture = PagePicture.of(examined).orElseThrow();
            long pages = picture.sections().stream()
                            .mapToLong(section -> section.strip().residentPages())
                            .sum()
                    + picture.others().stream()
                            .mapToLong(PagePicture.Other::pages)
                            .sum();
            assertThat(picture.changed()).isZero();
            assertThat(pages << PageSize.SHIFT).isEqualTo(examined.ledger().total());
        }
    }

    @Test
    void aPageWithOneSmallBlockOnItIsNearlyEmpty() {
        try (Target target = Target.c("fragmented.c", "2003").start()) {
            PageStrip strip = main(target);
            assertThat(strip.pages(PageLife.LIVE_LITTLE)).isBetween(2001L, 2005L);
            assertThat(strip.pages(PageLife.FREE)).isZero();
        }
    }

    @Test
    void wholePagesOfAHoleAreHoles_andAbsentOnceTheyAreGivenBack() throws IOException {
        try (Target target = Target.c("retained.c", "41").start()) {
            long releasable = target.number("releasable") / PageSize.BYTES;
            assertThat(main(target).pages(PageLife.FREE)).isBetween(releasable, releasable + 1);
            assertThat(main(target).pages(PageLife.FREE_ABSENT)).isLessThan(64);
            new ProcessBuilder("kill", "-USR1", String.valueOf(target.pid()))
                    .start()
                    .onExit()
                    .join();
            assertThat(target.nextLine()).isEqualTo("trimmed=1");
            PageStrip after = main(target);
            assertThat(after.pages(PageLife.FREE)).isLessThanOrEqualTo(1);
            assertThat(after.pages(PageLife.FREE_ABSENT)).isGreaterThanOrEqualTo(releasable);
            // What is not there is not drawn at its length.
            assertThat(after.size()).isLessThan(200);
            assertThat(IntStream.range(0, after.size()).mapToObj(after::cell)).contains(PageLife.LEFT_OUT);
        }
    }

    @Test
    void withoutBeingAskedForNoPageIsKept() {
        try (Target target = Target.c("retained.c", "3").start()) {
            HeapExamination examined =
                    HeapExamination.ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT.withoutPauses());
            assertThat(PagePicture.of(examined)).isEmpty();
        }
    }

    @Test
    void aPictureOfALargeProcessHasNoMoreCells() {
        assertThat(PagePicture.pagesPerCell(100 << 20)).isEqualTo(1);
        assertThat((200L << 30) / PageSize.BYTES / PagePicture.pagesPerCell(200L << 30))
                .isBetween(20_000L, 40_000L);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatIsKeptIsWhatIsStillThereAfterATrim(List<String> shapes) throws IOException {
        try (Target target =
                Target.c("heap_shapes.c", shapes.toArray(String[]::new)).start()) {
            HeapAccount before = examined(target).heaps().getFirst();
            assertThat(before.kept().total() + before.trim()).isEqualTo(freed(before));
            assertThat(before.kept().threadCaches()).isEqualTo(before.resident(BlockState.THREAD_CACHED));
            new ProcessBuilder("kill", "-USR1", String.valueOf(target.pid()))
                    .start()
                    .onExit()
                    .join();
            target.nextLine();
            HeapAccount after = examined(target).heaps().getFirst();
            long slack = PageSize.BYTES * before.residences().size();
            assertThat(after.resident(BlockState.TOP))
                    .isBetween(before.kept().tops() - slack, before.kept().tops() + slack);
            assertThat(freed(after))
                    .isBetween(before.kept().total() - slack, before.kept().total() + slack);
        }
    }

    @Test
    void eachSizeHasItsBlocksInUseAndFreed_andTheHolesPinAll() {
        try (Target target = Target.c("fragmented.c", "2003").start()) {
            HeapAccount heap = examined(target).heaps().getFirst();
            SizeShare blocks = heap.sizeShares().stream()
                    .filter(share -> share.from() <= 240 && share.to() >= 240)
                    .findFirst()
                    .orElseThrow();
            assertThat(blocks.live().blocks()).isEqualTo(target.number("live_blocks"));
            assertThat(heap.sizeShares().stream().mapToLong(SizeShare::pinned).sum())
                    .isEqualTo(heap.pinned())
                    .isBetween(target.number("free_bytes") - 20_000, target.number("free_bytes"));
            assertThat(heap.sizeShares().stream()
                            .mapToLong(share -> share.freed().bytes())
                            .sum())
                    .isEqualTo(heap.report().total().bytes(BlockState.FREE)
                            + heap.report().total().cachedBytes());
        }
    }

    private static long freed(HeapAccount heap) {
        return heap.residences().stream()
                .mapToLong(RegionResidence::freedResident)
                .sum();
    }

    private static PageStrip main(Target target) {
        return PagePicture.of(examined(target))
                .orElseThrow()
                .sections()
                .getFirst()
                .strip();
    }

    private static HeapExamination examined(Target target) {
        return HeapExamination.ofProcess(
                ProcRoot.host(),
                target.pid(),
                HeapOptions.DEFAULT.withoutPauses().with(HeapOptions.Picture.PAGES));
    }
}
