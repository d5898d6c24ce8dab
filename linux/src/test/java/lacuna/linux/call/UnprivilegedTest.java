package lacuna.linux.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import lacuna.testbed.Ground;
import lacuna.testbed.Target;
import org.junit.jupiter.api.Test;

class UnprivilegedTest {
    @Test
    void whatAStrangersProcessRefusesIsSaidWithTheRemedy() throws IOException, URISyntaxException {
        assumeTrue(Ground.ROOT.isHere(), Ground.ROOT::absence);
        assumeTrue(Ground.OTHER_USERS.isHere(), Ground.OTHER_USERS::absence);
        assumeTrue(othersMayRead(UnprivilegedProbe.class), "other users may not read the compiled classes");
        try (Target target = Target.c("counter.c", "2").start();
                Target probe = Target.java(UnprivilegedProbe.class, List.of(Access.class), String.valueOf(target.pid()))
                        .under("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
                        .start()) {
            String sudo = "permission denied; needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH: run with sudo";
            assertThat(probe.fact("memory")).isEqualTo(sudo);
            assertThat(probe.fact("residency")).isEqualTo(sudo);
            assertThat(probe.fact("robust_list")).isEqualTo(sudo);
            assertThat(probe.fact("pause")).isEqualTo("permission denied; needs CAP_SYS_PTRACE: run with sudo");
            assertThat(probe.fact("mapped_file"))
                    .startsWith("its map_files link: permission denied; its path: ")
                    .endsWith("; needs CAP_CHECKPOINT_RESTORE (CAP_SYS_ADMIN before Linux 5.9): run with sudo");
            // Only the right to look at others is missing, not the calls themselves.
            assertThat(probe.fact("pidfd")).isEqualTo("granted");
            assertThat(probe.fact("own_memory")).isEqualTo("granted");
            assertThat(KernelSays.word(target.pid(), "status", "TracerPid")).isEqualTo("0");
        }
    }

    private static boolean othersMayRead(Class<?> type) throws IOException, URISyntaxException {
        Path place =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        for (Path folder = place; folder != null; folder = folder.getParent()) {
            if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
