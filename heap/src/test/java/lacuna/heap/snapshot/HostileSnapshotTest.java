package lacuna.heap.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lacuna.heap.ledger.HeapExamination;
import lacuna.heap.ledger.HeapOptions;
import lacuna.linux.CannotExamine;
import lacuna.linux.call.PageSize;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Target;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A snapshot is whatever somebody sends: it yields a report or a refusal in one line, and nothing else. */
class HostileSnapshotTest {
    private static final int TRIES = 2000;

    private static Path folder;
    private static byte[] valid;

    @BeforeContainer
    static void takeOne() throws IOException {
        folder = Files.createTempDirectory("hostile");
        Path file = folder.resolve("taken");
        try (Target target = Target.c("heap_shapes.c", "cached", "mapped").start()) {
            new SnapshotTaking(new SnapshotDestination(file, SnapshotDestination.Overwrite.REFUSED), "lacuna test")
                    .ofProcess(ProcRoot.host(), target.pid(), HeapOptions.DEFAULT);
        }
        valid = Files.readAllBytes(file);
    }

    @AfterContainer
    static void remove() throws IOException {
        Files.deleteIfExists(folder.resolve("taken"));
        Files.deleteIfExists(folder.resolve("hostile"));
        Files.delete(folder);
    }

    @Example
    void whatIsPutTogetherAgainIsStillTheSame() {
        assertThat(examine(Surgery.of(valid).file())).isPresent();
    }

    @Example
    void whatWouldFillTheMemoryIsRefused() {
        // 2^40 resident pages in one run.
        refuses(Format.RESIDENCY, new byte[] {0x3f, 2, 0, -128, -128, -128, -128, -128, 32, 0}, "more is resident");
        // No fields of figures, and 2^21 mappings.
        refuses(Format.MAPPINGS, new byte[] {0, -128, -128, -128, 1}, "beyond all limits");
        // A text of 2^21 bytes.
        refuses(Format.FACTS, new byte[] {0, -128, -128, -128, 1}, "beyond all limits");
        // Texts of 2^15 bytes each, which together take next to no room when deflated.
        int each = (1 << 15) + 6;
        byte[] threads = Arrays.copyOf(new byte[] {0, 0, 0, 0, -128, 32, 0, 0, -72, 23}, 10 + 3000 * each);
        for (int at = 10; at < threads.length; at += each) {
            threads[at + 2] = -128;
            threads[at + 3] = -128;
            threads[at + 4] = 2;
        }
        refuses(Format.FACTS, threads, "holds more than any snapshot does");
    }

    @Example
    void whatIsClaimedToBeLargerThanAllMemoryIsRefused() {
        // A run of 2^29 + 2^10 resident pages, which is a little more than 2 TiB.
        refuses(Format.RESIDENCY, new byte[] {0x3f, 2, 0, -128, -120, -128, -128, 2, 0}, "more is resident");
        // One block of 2^56 bytes.
        byte[] block = {0x10, -128, -128, -128, -128, -128, -128, -128, -128, 1, 0};
        refuses(Format.BLOCKS, block, "holds more than any snapshot does");
    }

    @Example
    void whicheverByteIsWrongAThreadsRegionIsOneOfItsHeap() {
        List<Surgery.Part> parts = new ArrayList<>(Surgery.of(valid).parts());
        int index = 0;
        while (parts.get(index).kind() != Format.HEAP) {
            index++;
        }
        byte[] heap = parts.get(index).raw();
        for (int i = 0; i < heap.length; i++) {
            byte[] wrong = heap.clone();
            wrong[i] = 0x50;
            parts.set(index, new Surgery.Part(Format.HEAP, wrong));
            examine(new Surgery(parts).file())
                    .ifPresent(examined -> assertThat(examined.heaps())
                            .allSatisfy(account -> assertThat(account.threads())
                                    .allSatisfy(thread -> assertThat(
                                                    thread.region().orElse(0))
                                            .isLessThan(
                                                    account.report().regions().size()))));
        }
    }

    @Example
    void wordsOfANewerVersionAreRefusedAsSuch() {
        String mappings = new String(part(Format.MAPPINGS), StandardCharsets.ISO_8859_1);
        assertThat(mappings).contains("LIBRARY_TEXT");
        byte[] newer = mappings.replace("LIBRARY_TEXT", "LIBRARY_TAXI").getBytes(StandardCharsets.ISO_8859_1);
        refuses(Format.MAPPINGS, newer, "snapshot of a newer Lacuna");
    }

    @Example
    void pagesOfAnotherSizeAreRefused() {
        byte[] facts = part(Format.FACTS);
        byte[] size = {(byte) ((PageSize.BYTES & 0x7f) | 0x80), (byte) (PageSize.BYTES >> 7)};
        int at = 0;
        while (facts[at] != size[0] || facts[at + 1] != size[1]) {
            at++;
        }
        facts[at + 1] = (byte) (2 * facts[at + 1]);
        refuses(Format.FACTS, facts, "pages are of another size");
    }

    @Example
    void aRegionThatIsNotTheSumOfItsBlocksIsNotConsistent() {
        List<Surgery.Part> parts = new ArrayList<>(Surgery.of(valid).parts());
        int index = 0;
        while (parts.get(index).kind() != Format.BLOCKS) {
            index++;
        }
        byte[] blocks = parts.get(index).raw().clone();
        // The lowest bits of the first block's size.
        blocks[1] ^= 2;
        parts.set(index, new Surgery.Part(Format.BLOCKS, blocks));
        assertThat(examine(new Surgery(parts).file()).orElseThrow().heaps())
                .anySatisfy(heap -> assertThat(heap.report().regions()).anyMatch(region -> !region.isConsistent()));
    }

    private static byte[] part(int kind) {
        return Surgery.of(valid).parts().stream()
                .filter(part -> part.kind() == kind)
                .findFirst()
                .orElseThrow()
                .raw()
                .clone();
    }

    /** The valid snapshot with {@code raw} in its first section of that kind. */
    private static void refuses(int kind, byte[] raw, String why) {
        List<Surgery.Part> parts = new ArrayList<>(Surgery.of(valid).parts());
        int index = 0;
        while (parts.get(index).kind() != kind) {
            index++;
        }
        parts.set(index, new Surgery.Part(kind, raw));
        Path file = folder.resolve("hostile");
        assertThatThrownBy(() -> {
                    Files.write(file, new Surgery(parts).file());
                    Snapshot.examinationOf(file);
                })
                .isInstanceOf(CannotExamine.class)
                .hasMessageContaining(why);
    }

    @Property(tries = TRIES, seed = "1")
    void anyFlippedByteIsNoticed(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int flips) {
        Random random = new Random(seed);
        byte[] bytes = valid.clone();
        for (int i = 0; i < flips; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        if (!Arrays.equals(bytes, valid)) {
            assertThat(examine(bytes)).isEmpty();
        }
    }

    @Property(tries = TRIES, seed = "1")
    void anyCutIsNoticed(@ForAll long seed) {
        assertThat(examine(Arrays.copyOf(valid, new Random(seed).nextInt(valid.length))))
                .isEmpty();
    }

    @Property(tries = TRIES, seed = "1")
    void anythingAddedIsNoticed(@ForAll @IntRange(min = 1, max = 200) int more) {
        assertThat(examine(Arrays.copyOf(valid, valid.length + more))).isEmpty();
    }

    @Property(tries = 2 * TRIES, seed = "1")
    void behindChecksumsThatHoldWrongBytesYieldAReportOrARefusal(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int wrongs) {
        Random random = new Random(seed);
        List<Surgery.Part> parts = new ArrayList<>(Surgery.of(valid).parts());
        for (int i = 0; i < wrongs; i++) {
            int index = random.nextInt(parts.size());
            byte[] raw = parts.get(index).raw().clone();
            // Most of it in the beginnings, where counts and limits are.
            int range = random.nextBoolean() ? raw.length : Math.min(raw.length, 200);
            raw[random.nextInt(range)] = wrong(random);
            parts.set(index, new Surgery.Part(parts.get(index).kind(), raw));
        }
        examine(new Surgery(parts).file());
    }

    @Property(tries = TRIES, seed = "1")
    void behindChecksumsThatHoldMissingAndStrayPartsAreRefused(@ForAll long seed) {
        Random random = new Random(seed);
        List<Surgery.Part> parts = new ArrayList<>(Surgery.of(valid).parts());
        int index = random.nextInt(parts.size());
        Surgery.Part part = parts.get(index);
        boolean isEmpty = false;
        switch (random.nextInt(4)) {
            case 0 -> parts.remove(index);
            case 1 -> parts.add(random.nextInt(parts.size()), part);
            case 2 -> parts.set(index, new Surgery.Part(part.kind(), Arrays.copyOf(part.raw(), part.raw().length + 1)));
            default -> {
                int cut = random.nextInt(part.raw().length);
                isEmpty = true;
                parts.set(index, new Surgery.Part(part.kind(), Arrays.copyOf(part.raw(), cut)));
            }
        }
        Optional<HeapExamination> examined = examine(new Surgery(parts).file());
        assertThat(examined).as("part %d, cut %s", index, isEmpty).isEmpty();
    }

    private static Optional<HeapExamination> examine(byte[] bytes) {
        Path file = folder.resolve("hostile");
        try {
            Files.write(file, bytes);
            return Optional.of(Snapshot.examinationOf(file));
        } catch (CannotExamine refused) {
            assertThat(refused.getMessage())
                    .contains(file.toString())
                    .doesNotContain("null")
                    .hasLineCount(1);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte wrong(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> (byte) (1 << random.nextInt(8));
            default -> (byte) random.nextInt(256);
        };
    }
}
