package lacuna.heap.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import lacuna.heap.image.CoreBuilder;
import lacuna.linux.CannotExamine;
import lacuna.testbed.MayTake;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A core is whatever somebody sends: it yields a map or a refusal, and nothing else. */
@MayTake(seconds = 100)
class HostileCoreTest {
    private static final int TRIES = 10_000;
    private static final int RW = CoreBuilder.READ | CoreBuilder.WRITE;

    private static Path folder;
    private static byte[] valid;

    @BeforeContainer
    static void writeOne() throws IOException {
        folder = Files.createTempDirectory("hostile");
        valid = core();
    }

    @AfterContainer
    static void remove() throws IOException {
        Files.deleteIfExists(folder.resolve("core"));
        Files.delete(folder);
    }

    @Property(tries = TRIES, seed = "1")
    void flippedBytesYieldAMapOrARefusal(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int flips) {
        Random random = new Random(seed);
        byte[] bytes = valid.clone();
        for (int i = 0; i < flips; i++) {
            // Mostly in the headers and notes, where the structure is.
            int range = random.nextInt(4) == 0 ? bytes.length : 2600;
            bytes[random.nextInt(range)] = randomByte(random);
        }
        map(bytes).ifPresent(HostileCoreTest::assertConsistent);
    }

    @Property(tries = TRIES, seed = "1")
    void truncatedCoresYieldAMapOrARefusal(@ForAll long seed) {
        Random random = new Random(seed);
        int length = random.nextInt(2) == 0 ? random.nextInt(valid.length) : random.nextInt(2600);
        map(Arrays.copyOf(valid, length)).ifPresent(HostileCoreTest::assertConsistent);
    }

    @Property(tries = TRIES, seed = "1")
    void randomBytesBehindAnElfHeaderYieldAMapOrARefusal(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[64 + random.nextInt(4096)];
        random.nextBytes(bytes);
        System.arraycopy(valid, 0, bytes, 0, random.nextInt(65));
        map(bytes).ifPresent(HostileCoreTest::assertConsistent);
    }

    private static Optional<MemoryMap> map(byte[] bytes) {
        try {
            return Optional.of(MemoryMap.ofCore(Files.write(folder.resolve("core"), bytes)));
        } catch (CannotExamine refused) {
            assertThat(refused.getMessage()).doesNotContain("null");
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertConsistent(MemoryMap map) {
        assertThat(map.entries()).isNotEmpty();
        assertThat(map.kinds().stream().mapToLong(KindTotal::size).sum())
                .isEqualTo(map.total().size());
        for (int i = 1; i < map.entries().size(); i++) {
            long end = map.entries().get(i - 1).mapping().end();
            assertThat(Long.compareUnsigned(end, map.entries().get(i).mapping().start()))
                    .isLessThanOrEqualTo(0);
        }
    }

    private static byte randomByte(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> (byte) (1 << random.nextInt(8));
            default -> (byte) random.nextInt(256);
        };
    }

    /** Something for every rule to look at. */
    private static byte[] core() {
        CoreBuilder core = new CoreBuilder();
        long heap = 0x7f0010000000L;
        core.load(heap, 1 << 20, RW, 64)
                .word(heap, heap + 48)
                .word(heap + 16, 1 << 20)
                .word(heap + 24, 1 << 20);
        core.reserve(heap + (1 << 20), 63 << 20);
        long chunk = 0x7f2000000000L;
        core.load(chunk, 4 << 20, RW, 4096)
                .word(chunk, chunk + 64)
                .word(chunk + 8, chunk)
                .word(chunk + 16, chunk)
                .half(chunk + 520, 0x40000001)
                .word(chunk + 64 + 312, chunk)
                .word(chunk + 64 + 304, chunk + 1024)
                .word(chunk + 64 + 320, chunk + (2 << 20))
                .word(chunk + 1024, chunk + (2 << 20))
                .word(chunk + 1032, 2 << 20)
                .word(chunk + 1040, chunk + 1024);
        long large = 0x7f3000000000L;
        core.load(large, 1 << 20, RW, 64).word(large + 8, 1 << 20 | 2);
        long opcache = 0x41000000L;
        core.load(opcache, 16 << 20, RW, 2048)
                .word(opcache, opcache + 512)
                .half(opcache + 8, 1)
                .word(opcache + 56, opcache + 1024)
                .word(opcache + 512, opcache + 768)
                .word(opcache + 792, opcache);
        core.load(0x400000, 4096, CoreBuilder.READ | CoreBuilder.EXECUTE, 4096)
                .bytes(0x400000, Arrays.copyOf(new CoreBuilder().elfType(2).build(), 1024));
        core.data(0x401000, 4096);
        core.data(0x402000, 4096);
        core.data(0x600000, 4096).word(0x600008, 0x291).word(0x600298, 0xd71);
        core.load(0x7f4000000000L, 4096, CoreBuilder.READ | CoreBuilder.EXECUTE, 0);
        core.file(opcache, 16 << 20, 0, "/dev/zero (deleted)");
        core.file(0x400000, 4096, 0, "/usr/sbin/php-fpm").file(0x401000, 4096, 4096, "/usr/sbin/php-fpm");
        core.file(0x7f4000000000L, 4096, 0, "/usr/lib/jvm/lib/server/libjvm.so");
        core.auxv(9, 0x400100).auxv(25, 0x7ffc00000010L).auxv(33, 0x7ffd00000000L);
        core.data(0x7ffc00000000L, 4096);
        core.thread(4711, 0x7ffc00000100L, 0).thread(4712, large + 100, large + 200);
        return core.build();
    }
}
