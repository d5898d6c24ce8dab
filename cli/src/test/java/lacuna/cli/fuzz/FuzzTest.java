package lacuna.cli.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import lacuna.testbed.MayTake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few mutants of what {@code bench/fuzz} runs by the hundred thousand. */
@MayTake(seconds = 120)
class FuzzTest {
    private static final int MUTANTS = 2000;

    @TempDir
    private static Path folder;

    @Test
    void whateverIsDoneToAFileItIsReportedOrRefused() throws IOException {
        List<Path> seeds = Seeds.in(folder.resolve("seeds"));
        Path mutant = folder.resolve("mutant");
        for (int i = 0; i < MUTANTS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            Path seed = seeds.get(random.nextInt(seeds.size()));
            Files.write(mutant, Mutator.mutant(random, Files.readAllBytes(seed)));
            assertThatCode(() -> Ordeal.of(mutant))
                    .as("mutant %d of %s", i, seed.getFileName())
                    .doesNotThrowAnyException();
        }
    }
}
