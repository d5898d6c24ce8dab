package lacuna.heap.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import lacuna.heap.image.CoreBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind, told from what looks like it, on memory that was built for the purpose. */
class NamingRulesTest {
    private static final long MIB = 1L << 20;
    private static final long HEAP = 0x7f0010000000L;
    private static final long CHUNK = 0x7f2000000000L;

    @TempDir
    private Path folder;

    private final CoreBuilder core = new CoreBuilder();

    @ParameterizedTest
    @ValueSource(ints = {32, 48})
    void aHeapWhoseArenaFollowsItsHeader_isAConfirmedThreadArenaHeap(int headerSize) {
        heap(HEAP, MIB, HEAP + headerSize, 0);
        core.reserve(HEAP + MIB, 63 * MIB);

        MemoryMap map = map();
        assertThat(nameAt(map, HEAP)).isEqualTo(Name.confirmed(MappingKind.ARENA_HEAP, ""));
        assertThat(nameAt(map, HEAP + MIB)).isEqualTo(Name.confirmed(MappingKind.ARENA_RESERVE, ""));
    }

    @Test
    void aFurtherHeap_saysWhichArenaItContinues() {
        heap(HEAP, MIB, HEAP - 64 * MIB + 48, HEAP - 64 * MIB);

        assertThat(nameAt(map(), HEAP))
                .isEqualTo(Name.confirmed(MappingKind.ARENA_HEAP, "continues arena 0x7f000c000030"));
    }

    @Test
    void aFullHeapMergedWithItsNeighbour_isCountedAsTwo() {
        CoreBuilder.Memory memory = core.data(HEAP, 65 * MIB);
        heapInfo(memory, HEAP, HEAP + 48, 0, 64 * MIB);
        heapInfo(memory, HEAP + 64 * MIB, HEAP + 64 * MIB + 48, 0, MIB);

        assertThat(nameAt(map(), HEAP)).isEqualTo(Name.confirmed(MappingKind.ARENA_HEAP, "2 heaps"));
    }

    @Test
    void whatOnlyHasTheShapeOfAHeap_isNoneOnceItWasRead() {
        core.data(HEAP, MIB).word(HEAP, 0x1234);
        core.reserve(HEAP + MIB, 63 * MIB);

        MemoryMap map = map();
        assertThat(nameAt(map, HEAP).kind()).isEqualTo(MappingKind.ANONYMOUS);
        assertThat(nameAt(map, HEAP + MIB).kind()).isEqualTo(MappingKind.RESERVED);
    }

    @Test
    void theShapeOfAHeapThatCannotBeRead_isSaidToBeAShape() {
        core.load(HEAP, MIB, CoreBuilder.READ | CoreBuilder.WRITE, 0);
        core.reserve(HEAP + MIB, 63 * MIB);

        MemoryMap map = map();
        assertThat(nameAt(map, HEAP)).isEqualTo(Name.byShape(MappingKind.ARENA_HEAP, ""));
        assertThat(nameAt(map, HEAP + MIB)).isEqualTo(Name.byShape(MappingKind.ARENA_RESERVE, ""));
    }

    @ParameterizedTest
    @CsvSource({"0, 0x200002", "0, 0x1ffff2", "1, 0x1ffff2"})
    void aChunkHeaderThatTilesItsMapping_isALargeAllocation_inBothConventions(long before, String head) {
        core.data(CHUNK, 2 * MIB).word(CHUNK, before).word(CHUNK + 8, Long.decode(head));

        assertThat(nameAt(map(), CHUNK)).isEqualTo(Name.confirmed(MappingKind.LARGE_MALLOC, ""));
    }

    @Test
    void largeAllocationsThatTheKernelMerged_areCounted() {
        CoreBuilder.Memory memory = core.data(CHUNK, 3 * MIB);
        for (int i = 0; i < 3; i++) {
            memory.word(CHUNK + i * MIB + 8, MIB | 2);
        }
        assertThat(nameAt(map(), CHUNK)).isEqualTo(Name.confirmed(MappingKind.LARGE_MALLOC, "3 allocations"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0x200003L, 0x200006L, 0x200012L, 0x400002L})
    void aHeaderThatDoesNotFitItsMapping_isNoAllocation(long head) {
        core.data(CHUNK, 2 * MIB).word(CHUNK + 8, head);

        assertThat(nameAt(map(), CHUNK).kind()).isEqualTo(MappingKind.ANONYMOUS);
    }

    @ParameterizedTest
    @CsvSource({"512, 312", "520, 312", "544, 328", "592, 312", "608, 320", "624, 336"})
    void aZendHeap_isFoundWithItsCachedChunksAndHugeBlocks_inEveryLayout(int pageMap, int mainChunk) {
        long cached = CHUNK + 4 * MIB;
        long huge = CHUNK + 6 * MIB;
        CoreBuilder.Memory memory = core.data(CHUNK, 9 * MIB);
        long heap = CHUNK + 64;
        for (long chunk : new long[] {CHUNK, CHUNK + 2 * MIB}) {
            memory.word(chunk, heap).word(chunk + 8, CHUNK).word(chunk + 16, CHUNK);
            memory.half(chunk + pageMap, 0x40000001);
        }
        memory.word(heap + mainChunk, CHUNK);
        memory.word(heap + mainChunk + 8, cached);
        memory.word(heap + mainChunk - 8, CHUNK + MIB);
        memory.word(CHUNK + MIB, huge).word(CHUNK + MIB + 8, 3 * MIB);

        assertThat(nameAt(map(), CHUNK))
                .isEqualTo(Name.confirmed(MappingKind.ZEND_CHUNK, "2 chunks, 1 cached chunk, 1 huge block"));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24})
    void sharedMemoryThatBeginsWithOpcachesRecord_isItsSegment(int baseOffset) {
        long start = 0x41000000L;
        core.load(start, 64 * MIB, CoreBuilder.READ | CoreBuilder.WRITE, 4096)
                .word(start, start + 512)
                .half(start + 8, 1)
                .word(start + 16, MIB)
                .word(start + 56, start + 1024)
                .word(start + 512, start + 768)
                .word(start + 768 + baseOffset, start);
        core.load(start + 64 * MIB, MIB, CoreBuilder.READ | CoreBuilder.EXECUTE, 0);
        core.file(start, 64 * MIB, 0, "/dev/zero (deleted)");
        core.file(start + 64 * MIB, MIB, 64 * MIB, "/dev/zero (deleted)");

        MemoryMap map = map();
        assertThat(nameAt(map, start)).isEqualTo(Name.confirmed(MappingKind.OPCACHE, ""));
        assertThat(nameAt(map, start + 64 * MIB)).isEqualTo(Name.confirmed(MappingKind.OPCACHE, "its JIT buffer"));
    }

    @Test
    void otherSharedMemory_isNotOpcaches() {
        core.data(0x41000000L, MIB);
        core.file(0x41000000L, MIB, 0, "/dev/zero (deleted)");

        assertThat(nameAt(map(), 0x41000000L).kind()).isEqualTo(MappingKind.SHARED_MEMORY);
    }

    @Test
    void stacksAreFoundByTheirThreads_andThoseLikeThemByShape() {
        long stack = CHUNK + 4096;
        for (int i = 0; i < 3; i++) {
            core.reserve(stack - 4096 + i * 16L * MIB, 4096);
            core.data(stack + i * 16L * MIB, MIB);
        }
        core.thread(4711, 0x1000, 0);
        core.thread(4712, stack + MIB - 9000, stack + MIB - 2304);
        core.thread(4713, stack + 17 * MIB - 9000, 0);

        MemoryMap map = map();
        assertThat(nameAt(map, stack)).isEqualTo(Name.confirmed(MappingKind.THREAD_STACK, "(thread 4712)"));
        assertThat(nameAt(map, stack - 4096)).isEqualTo(Name.confirmed(MappingKind.STACK_GUARD, ""));
        assertThat(nameAt(map, stack + 16 * MIB)).isEqualTo(Name.confirmed(MappingKind.THREAD_STACK, "(thread 4713)"));
        assertThat(nameAt(map, stack + 32 * MIB))
                .isEqualTo(Name.byShape(MappingKind.THREAD_STACK, "no thread lives in it"));
        assertThat(nameAt(map, stack + 32 * MIB - 4096)).isEqualTo(Name.byShape(MappingKind.STACK_GUARD, ""));
    }

    @Test
    void whereNoThreadSaysWhereItLives_memoryAboveAGuardHasTheShapeOfAStack() {
        core.reserve(CHUNK, 16384);
        core.data(CHUNK + 16384, MIB);
        core.thread(4711, 0, 0).thread(4712, 0, 0);

        assertThat(nameAt(map(), CHUNK + 16384)).isEqualTo(Name.byShape(MappingKind.THREAD_STACK, ""));
    }

    @Test
    void goMemoryIsKnownByTheLinkersNote() {
        program("/usr/bin/service", note("Go\0\0", 4, new byte[8]));
        core.data(0xc000000000L, MIB);
        core.reserve(0xc000000000L + MIB, 63 * MIB);

        MemoryMap map = map();
        assertThat(nameAt(map, 0xc000000000L)).isEqualTo(Name.confirmed(MappingKind.GO_HEAP, ""));
        assertThat(nameAt(map, 0xc000000000L + MIB)).isEqualTo(Name.confirmed(MappingKind.RESERVED, "Go heap"));
    }

    @Test
    void zeroInitialisedDataReachesAsFarAsTheProgramsHeadersSay() {
        program("/usr/bin/service", new byte[0]);

        MemoryMap map = map();
        assertThat(nameAt(map, 0x402000)).isEqualTo(Name.confirmed(MappingKind.EXECUTABLE_DATA, ""));
        assertThat(nameAt(map, 0x403000))
                .isEqualTo(Name.confirmed(MappingKind.EXECUTABLE_DATA, "zero-initialised data of service"));
    }

    /** Some programs write-protect the end of their data once they have started. */
    @Test
    void zeroInitialisedDataBehindDataThatWasMadeReadOnly_isTheProgramsAllTheSame() {
        program("/usr/bin/service", new byte[0], CoreBuilder.READ);

        assertThat(nameAt(map(), 0x403000))
                .isEqualTo(Name.confirmed(MappingKind.EXECUTABLE_DATA, "zero-initialised data of service"));
    }

    @Test
    void aReplacedLibraryThatIsStillMapped_standsOut() {
        core.load(CHUNK, MIB, CoreBuilder.READ | CoreBuilder.EXECUTE, 0);
        core.file(CHUNK, MIB, 0, "/usr/lib/libssl.so.3 (deleted)");

        assertThat(map().findings()).contains(new Finding(Finding.Kind.DELETED_FILES, 1, MIB, "/usr/lib/libssl.so.3"));
    }

    @Test
    void theSumOfTheGroupsIsTheSumOfAll() {
        heap(HEAP, MIB, HEAP + 48, 0);
        core.reserve(HEAP + MIB, 63 * MIB);
        core.data(CHUNK, 3 * MIB);

        MemoryMap map = map();
        assertThat(map.kinds().stream().mapToLong(KindTotal::size).sum())
                .isEqualTo(map.total().size())
                .isEqualTo(67 * MIB);
        assertThat(map.kinds().stream().mapToInt(KindTotal::count).sum())
                .isEqualTo(map.total().count());
    }

    private MemoryMap map() {
        return MemoryMap.ofCore(core.write(folder.resolve("core")));
    }

    static Name nameAt(MemoryMap map, long address) {
        return map.entries().stream()
                .filter(entry -> entry.mapping().start() == address)
                .findFirst()
                .orElseThrow()
                .name();
    }

    private void heap(long base, long size, long arena, long previous) {
        heapInfo(core.data(base, size), base, arena, previous, size);
    }

    private static void heapInfo(CoreBuilder.Memory memory, long base, long arena, long previous, long size) {
        memory.word(base, arena).word(base + 8, previous).word(base + 16, size).word(base + 24, size);
    }

    /** A program at 0x400000: a page of headers, a page of code, a page of data, a page of zero-initialised data. */
    private void program(String path, byte[] note) {
        program(path, note, CoreBuilder.READ | CoreBuilder.WRITE);
    }

    private void program(String path, byte[] note, int accessToData) {
        CoreBuilder.Memory headers = core.load(0x400000, 4096, CoreBuilder.READ, 4096);
        byte[] elf = new CoreBuilder().elfType(2).build();
        headers.bytes(0x400000, Arrays.copyOf(elf, 64));
        headers.half(0x400000 + 56, 3 | 64 << 16);
        long at = 0x400040;
        headers.half(at, 1)
                .word(at + 8, 0)
                .word(at + 16, 0x400000)
                .word(at + 32, 0x1000)
                .word(at + 40, 0x2000);
        at += 56;
        headers.half(at, 1)
                .word(at + 8, 0x2000)
                .word(at + 16, 0x402000)
                .word(at + 32, 0x1000)
                .word(at + 40, 0x1800);
        at += 56;
        headers.half(at, 4).word(at + 8, 0x200).word(at + 32, note.length).word(at + 48, 4);
        headers.bytes(0x400200, note);
        core.load(0x401000, 4096, CoreBuilder.READ | CoreBuilder.EXECUTE, 0);
        core.load(0x402000, 4096, accessToData, 4096);
        core.data(0x403000, 4096);
        core.file(0x400000, 4096, 0, path).file(0x401000, 4096, 0x1000, path).file(0x402000, 4096, 0x2000, path);
        core.auxv(9, 0x401000);
    }

    private static byte[] note(String owner, int type, byte[] content) {
        ByteBuffer note =
                ByteBuffer.allocate(12 + owner.length() + content.length).order(ByteOrder.LITTLE_ENDIAN);
        note.putInt(owner.length()).putInt(content.length).putInt(type);
        return note.put(owner.getBytes(StandardCharsets.US_ASCII)).put(content).array();
    }
}
