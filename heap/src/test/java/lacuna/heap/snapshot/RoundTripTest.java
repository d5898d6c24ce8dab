package lacuna.heap.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.linux.call.PageSize;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What is written is what is read: blocks as they came, and pages page by page. */
class RoundTripTest {
    private static final long PAGE = PageSize.BYTES;

    private static Path folder;

    @BeforeContainer
    static void make() throws IOException {
        folder = Files.createTempDirectory("trip");
    }

    @AfterContainer
    static void remove() throws IOException {
        Files.deleteIfExists(folder.resolve("trip"));
        Files.delete(folder);
    }

    /** What came, in words: a run of several is another thing than as many of one. */
    private record Said(List<String> words) implements BlockSink {
        @Override
        public void block(long address, long size, BlockState state) {
            words.add(address + " " + size + " " + state);
        }

        @Override
        public void blocks(long address, long size, int count, BlockState state) {
            words.add(address + " " + size + " " + state + " times " + count);
        }
    }

    @Property(tries = 300, seed = "1")
    void blocksComeBackAsTheyCame(@ForAll long seed) {
        Said said = new Said(new ArrayList<>());
        Said[] heard = new Said[1];
        try (Scratch scratch = Scratch.beside(folder.resolve("trip"));
                SectionWriter section = new SectionWriter(scratch)) {
            BlockWriter writer =
                    new BlockWriter(section, new CacheOwners(_ -> OptionalInt.empty(), new AtomicInteger()), said);
            pour(new Random(seed), writer);
            BlockWriter.Blocks blocks = writer.finish();
            assertThat(blocks.impossible()).isZero();
            heard[0] = read(scratch, blocks);
        }
        assertThat(heard[0]).isEqualTo(said);
    }

    @Property(tries = 300, seed = "1")
    void pagesAreResidentWhereTheyWere(@ForAll long seed) {
        Random random = new Random(seed);
        int pages = 5000;
        boolean[] isResident = new boolean[pages];
        try (Scratch scratch = Scratch.beside(folder.resolve("trip"));
                SectionWriter section = new SectionWriter(scratch)) {
            section.number(0x3f);
            long at = 0;
            for (int page = random.nextInt(700); page < pages; ) {
                int length = Math.min(pages - page, 1 + random.nextInt(random.nextBoolean() ? 3 : 1500));
                int flags = random.nextInt(0x40);
                section.u8(flags + 1);
                section.number(page - at);
                section.number(length);
                for (int i = page; i < page + length; i++) {
                    isResident[i] = StoredResidency.counts(flags);
                }
                at = (long) page + length;
                page += length + random.nextInt(random.nextBoolean() ? 2 : 900);
            }
            section.u8(0);
            StoredResidency residency = residency(scratch, section.finish(Format.RESIDENCY));
            for (int i = 0; i < 100; i++) {
                long start = random.nextLong(pages * PAGE);
                long end = start + random.nextLong(pages * PAGE - start + 1);
                assertThat(residency.between(start, end)).isEqualTo(counted(isResident, start, end));
            }
        }
    }

    private static long counted(boolean[] isResident, long start, long end) {
        long sum = 0;
        for (int i = 0; i < isResident.length; i++) {
            long from = Math.max(start, i * PAGE);
            long to = Math.min(end, (i + 1) * PAGE);
            sum += isResident[i] && from < to ? to - from : 0;
        }
        return sum;
    }

    private static void pour(Random random, BlockSink sink) {
        long at = random.nextLong(1L << 47);
        BlockState[] states = BlockState.values();
        int count = random.nextInt(30_000);
        for (int i = 0; i < count; i++) {
            BlockState state = states[random.nextInt(states.length)];
            long size = switch (random.nextInt(4)) {
                case 0 -> 16L * random.nextInt(100);
                case 1 -> random.nextInt(5000);
                case 2 -> random.nextLong(1L << 30);
                default -> 4096;
            };
            if (random.nextInt(5) == 0) {
                int several = 1 + random.nextInt(100_000);
                sink.blocks(at, size, several, state);
                at += size * several;
            } else {
                sink.block(at, size, state);
                at += size;
            }
            if (random.nextInt(20) == 0 || at > 1L << 55) {
                at = random.nextLong(1L << 47);
            }
        }
    }

    private static Said read(Scratch scratch, BlockWriter.Blocks blocks) {
        Said heard = new Said(new ArrayList<>());
        try (SnapshotFile file = file(scratch, blocks.section());
                SectionReader section = new SectionReader(file, file.sections().getFirst())) {
            BlockReader.pour(section, blocks.records(), blocks.pieces(), heard);
        }
        return heard;
    }

    private static StoredResidency residency(Scratch scratch, SectionWriter.Section written) {
        try (SnapshotFile file = file(scratch, written);
                SectionReader section = new SectionReader(file, file.sections().getFirst())) {
            return StoredResidency.read(section);
        }
    }

    private static SnapshotFile file(Scratch scratch, SectionWriter.Section section) {
        Path path = folder.resolve("trip");
        SnapshotDestination wanted = new SnapshotDestination(path, SnapshotDestination.Overwrite.FORCED);
        try (SnapshotOutput output = SnapshotOutput.begin(wanted)) {
            output.add(scratch, section);
            output.end();
            output.name();
        }
        return SnapshotFile.open(path);
    }
}
