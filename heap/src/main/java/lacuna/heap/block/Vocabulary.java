package lacuna.heap.block;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the blocks of an allocator are called, in the words that its users know: "malloc, in fast bins".
 *
 * @param noun the allocator, as the first word of each leaf of the ledger
 * @param states its own words for states that have other ones than usual
 */
public record Vocabulary(String noun, Map<BlockState, String> states) {
    public Vocabulary {
        states = Map.copyOf(states);
    }

    public static Vocabulary of(String noun) {
        return new Vocabulary(noun, Map.of());
    }

    /** This, with blocks in {@code state} called {@code word}. */
    public Vocabulary with(BlockState state, String word) {
        Map<BlockState, String> more = new EnumMap<>(BlockState.class);
        more.putAll(states);
        more.put(state, word);
        return new Vocabulary(noun, more);
    }

    /** The name of all blocks in {@code state} together. */
    public String nameOf(BlockState state) {
        return noun + ", " + states.getOrDefault(state, state.words());
    }
}
