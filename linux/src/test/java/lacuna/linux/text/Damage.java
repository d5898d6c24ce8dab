package lacuna.linux.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Texts that no kernel printed: noise, and real samples cut short or with bytes changed. */
public final class Damage {
    private Damage() {}

    public static Arbitrary<byte[]> of(List<byte[]> samples) {
        Arbitrary<byte[]> sample = Arbitraries.of(samples);
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(400);
        Arbitrary<byte[]> nearly = Arbitraries.strings()
                .withChars("0123456789abcdef -:()\n\t/kBRsSN\\\0")
                .ofMaxLength(200)
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
        Arbitrary<byte[]> cut = Combinators.combine(
                        sample, Arbitraries.doubles().between(0, 1))
                .as((bytes, share) -> Arrays.copyOf(bytes, (int) (bytes.length * share)));
        Arbitrary<byte[]> flipped = Combinators.combine(
                        Arbitraries.oneOf(sample, cut),
                        Arbitraries.longs().list().ofMinSize(1).ofMaxSize(8))
                .as(Damage::flip);
        return Arbitraries.oneOf(noise, nearly, cut, flipped);
    }

    private static byte[] flip(byte[] bytes, List<Long> flips) {
        byte[] damaged = bytes.clone();
        for (long flip : flips) {
            if (damaged.length > 0) {
                damaged[(int) Long.remainderUnsigned(flip >>> 8, damaged.length)] = (byte) flip;
            }
        }
        return damaged;
    }
}
