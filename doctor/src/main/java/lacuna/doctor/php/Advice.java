package lacuna.doctor.php;

import java.util.List;

/**
 * A change to one setting. {@code file} and {@code line} say where it stands now, or where the pool's section begins when
 * it is to be added; {@code reasoning} leads from figures through the formula to the value. {@code predictedBytes} is the
 * memory that it saves; below zero it is what it costs.
 */
public record Advice(
        String setting,
        String now,
        String value,
        String file,
        int line,
        String text,
        List<String> reasoning,
        long predictedBytes) {
    public Advice {
        reasoning = List.copyOf(reasoning);
    }
}
