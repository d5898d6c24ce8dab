package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import lacuna.heap.block.BlockState;
import lacuna.heap.cpython.PythonImageBuilder.Like;
import lacuna.heap.cpython.PythonImageBuilder.Wanted;
import lacuna.heap.image.CoreBuilder;

/**
 * Makes the core of a Python 3.13 with several interpreters. Its offsets are written down here anew; those that the table
 * for debuggers tells are none of a real Python.
 */
final class RuntimeBuilder {
    static final long RUNTIME = PythonImageBuilder.DATA + 0x2000;
    static final long HEAD = RUNTIME + 0x278;
    static final long MAIN = PythonImageBuilder.DATA + 0x2800;
    static final int SIZE = 0x400;
    static final int ID = 0x48;
    static final int NEXT = 0x30;
    static final int POOLS = 0x208;
    private static final long INTERPRETERS = 0x7f30_0000_0000L;
    private static final long STATES = 0x7f31_0000_0000L;
    private static final long TABLES = 0x7f32_0000_0000L;
    private static final long ARENAS = 0x7d00_0000_0000L;

    private final PythonImageBuilder main;
    /** By its number the address of each. */
    private final List<Long> interpreters = new ArrayList<>(List.of(MAIN));

    private final CoreBuilder.Memory memory;
    private final List<BuiltState> states = new ArrayList<>();
    private final List<CoreBuilder.Memory> memoryOfStates = new ArrayList<>();
    private int built;

    RuntimeBuilder(List<List<Wanted>> wanted) {
        main = new PythonImageBuilder(Like.PYTHON_3_13, wanted);
        memory = main.core().data(INTERPRETERS, 0x10000);
        data().word(RUNTIME, 0x7970677562656478L)
                .word(RUNTIME + 24, 0x700)
                .word(RUNTIME + 40, HEAD - RUNTIME)
                .word(RUNTIME + 48, SIZE)
                .word(RUNTIME + 56, ID)
                .word(RUNTIME + 64, NEXT)
                .word(HEAD, MAIN)
                .word(HEAD + 8, MAIN)
                .word(HEAD + 16, 1);
        data().word(MAIN + POOLS, PythonImageBuilder.LISTS);
    }

    CoreBuilder.Memory data() {
        return main.data();
    }

    /** All interpreters but the main one. */
    CoreBuilder.Memory memory() {
        return memory;
    }

    /** The address of the interpreter of this number. */
    long address(int id) {
        return interpreters.get(id);
    }

    int count() {
        return interpreters.size();
    }

    /** One more, with pools of its own. */
    RuntimeBuilder isolated(List<List<Wanted>> wanted) {
        BuiltState state = state(wanted);
        states.add(state);
        interpreter(state.lists());
        return this;
    }

    /** One more that shares the main one's. */
    RuntimeBuilder legacy() {
        interpreter(PythonImageBuilder.LISTS);
        return this;
    }

    /** The main one elsewhere and larger: of its pages the second, which was never touched, is not in the image. */
    RuntimeBuilder withAnAbsentPage() {
        long at = 0x7f33_0000_0000L;
        CoreBuilder.Memory first = main.core().data(at, 0x1000);
        main.core().file(at + 0x1000, 0x1000, 0x1000, "/built/untouched");
        CoreBuilder.Memory third = main.core().data(at + 0x2000, 0x1000);
        first.word(at + ID, 0).word(at + NEXT, 0);
        third.word(at + 0x2008, PythonImageBuilder.LISTS);
        data().word(RUNTIME + 48, 0x3000).word(HEAD, at).word(HEAD + 8, at);
        return this;
    }

    /** One that has ended and left its arenas and their table, while the state that had its lists is gone. */
    RuntimeBuilder ended(List<List<Wanted>> wanted) {
        BuiltState left = state(wanted);
        states.add(left);
        memoryOfStates.get(states.size() - 1).bytes(left.lists(), new byte[0x600]);
        data().word(HEAD + 16, ++built + 1L);
        return this;
    }

    /** Other memory of no file. */
    CoreBuilder.Memory more(long address, long size) {
        return main.core().data(address, size);
    }

    private BuiltState state(List<List<Wanted>> wanted) {
        int index = states.size();
        long at = STATES + 0x10_0000L * index;
        CoreBuilder.Memory own = main.core().data(at, 0x1000);
        memoryOfStates.add(own);
        return new BuiltState(
                        Like.PYTHON_3_13,
                        main.core(),
                        own,
                        at + 0x10,
                        TABLES + 0x10_0000L * index + 0x10,
                        ARENAS + 0x1_0000_0000L * index,
                        wanted)
                .counted();
    }

    private void interpreter(long lists) {
        int id = ++built;
        long at = INTERPRETERS + (long) SIZE * id;
        memory.word(at + ID, id).word(at + NEXT, interpreters.getLast()).word(at + POOLS, lists);
        interpreters.add(at);
        data().word(HEAD, at).word(HEAD + 16, id + 1L);
    }

    /** What the region of the main one, and then of each with pools of its own, has to have. */
    List<Map<BlockState, Long>> expected() {
        List<Map<BlockState, Long>> all = new ArrayList<>(List.of(main.expected()));
        states.forEach(state -> all.add(state.expected()));
        return all;
    }

    BuiltState state(int index) {
        return states.get(index);
    }

    CoreBuilder.Memory memoryOfState(int index) {
        return memoryOfStates.get(index);
    }

    static Map<BlockState, Long> sum(List<Map<BlockState, Long>> parts) {
        Map<BlockState, Long> sum = new EnumMap<>(BlockState.class);
        parts.forEach(part -> part.forEach((state, bytes) -> sum.merge(state, bytes, Long::sum)));
        return sum;
    }

    byte[] build() {
        return main.build();
    }
}
