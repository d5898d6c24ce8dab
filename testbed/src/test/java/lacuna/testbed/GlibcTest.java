package lacuna.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GlibcTest {
    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void theSameBinaryRunsUnderEachVersionsOwnLibrary(Glibc glibc) throws IOException {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.c("libc_version.c").start()) {
            assertThat(target.fact("version")).isEqualTo(glibc.version());
            assertThat(target.fact("thread_version")).isEqualTo(glibc.version());
            assertThat(Files.readString(Path.of("/proc", target.fact("pid"), "maps")))
                    .contains(glibc.library().toRealPath().toString());
        }
    }

    @ParameterizedTest
    @MethodSource("lacuna.testbed.Glibc#each")
    void aStaticProgramHoldsTheVersionItself(Glibc glibc) throws IOException {
        assumeTrue(glibc.isHere(), glibc::absence);
        try (Target target = glibc.statically("libc_version.c").start()) {
            assertThat(target.fact("version")).isEqualTo(glibc.version());
            assertThat(Files.readString(Path.of("/proc", target.fact("pid"), "maps")))
                    .doesNotContain("libc.so");
        }
    }

    @Test
    void theVersionsComeOldestFirst() {
        assertThat(Glibc.each().map(Glibc::version))
                .startsWith("2.31")
                .containsSubsequence("2.31", "2.36", "2.41", "2.43", "2.44");
    }
}
