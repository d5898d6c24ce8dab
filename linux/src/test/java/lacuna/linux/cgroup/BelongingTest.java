package lacuna.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import lacuna.linux.proc.CgroupLine;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BelongingTest {
    private static final String ID = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            /system.slice/php8.2-fpm.service                              | php8.2-fpm.service         | system.slice
            /system.slice/system-getty.slice/getty@tty1.service           | getty@tty1.service         | system-getty.slice
            /system.slice/foo.service/payload/inner.scope                 | foo.service                | system.slice
            /init.scope                                                   | init.scope                 | -
            /user.slice/user-1000.slice/session-3.scope                   | session-3.scope            | user-1000.slice
            /user.slice/user-1000.slice/user@1000.service/app.slice/a.service | user@1000.service      | user-1000.slice
            /user.slice                                                   | -                          | user.slice
            /_cgroup.service                                              | cgroup.service             | -
            /                                                             | -                          | -
            /lxc/web/init.scope                                           | -                          | -
            """)
    void theUnitAndTheSlice_areThoseOfSystemd(String path, String unit, String slice) {
        Belonging belonging = Belonging.of(path);
        assertThat(belonging.path()).isEqualTo(path);
        assertThat(belonging.unit().map(Unit::name)).isEqualTo(Optional.ofNullable(unit));
        assertThat(belonging.slice().map(Unit::name)).isEqualTo(Optional.ofNullable(slice));
    }

    @Test
    void theUnitOfAUsersOwnSystemd_isBelowTheOneOfTheHost() {
        Belonging belonging =
                Belonging.of("/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome.slice/code.scope");
        assertThat(belonging.userUnit()).hasValue(new Unit("code.scope"));
        assertThat(Belonging.of("/system.slice/a.service/b.slice/c.scope").userUnit())
                .isEmpty();
    }

    @Test
    void aUnitsEscapes_areForSystemctl_andItsTitleForPeople() {
        Unit unit = new Unit("dev-disk-by\\x2duuid-1f\\x2d2a.swap");
        assertThat(unit.title()).isEqualTo("dev-disk-by-uuid-1f-2a.swap");
        assertThat(unit.name()).contains("\\x2d");
        assertThat(new Unit("odd\\x2").title()).isEqualTo("odd\\x2");
        assertThat(new Unit("odd\\xzz.service").title()).isEqualTo("odd\\xzz.service");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            /system.slice/docker-ID.scope                                                       | DOCKER     | -
            /docker/ID                                                                          | DOCKER     | -
            /docker/ID/system.slice/nginx.service                                               | DOCKER     | -
            /machine.slice/libpod-ID.scope/container                                            | PODMAN     | -
            /libpod_parent/libpod-ID                                                            | PODMAN     | -
            /machine.slice/libpod-conmon-ID.scope                                               | -          | -
            /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1a2b3c4d_1111_2222.slice/cri-containerd-ID.scope | CONTAINERD | 1a2b3c4d-1111-2222
            /kubepods.slice/kubepods-pod1a2b3c4d_1111_2222.slice/crio-ID.scope                  | CRIO       | 1a2b3c4d-1111-2222
            /kubepods.slice/kubepods-pod1a2b3c4d_1111_2222.slice/crio-conmon-ID.scope           | -          | -
            /kubepods/besteffort/pod1a2b3c4d-1111-2222/ID                                       | OTHER      | 1a2b3c4d-1111-2222
            /system.slice/containerd.service/kubepods-burstable-pod1a2b3c4d_1111.slice:cri-containerd:ID | CONTAINERD | 1a2b3c4d-1111
            /ecs/task/ID                                                                        | OTHER      | -
            /system.slice/podman.service                                                        | -          | -
            /docker/shortid                                                                     | -          | -
            """)
    void aContainer_isKnownByItsEngineIdAndPod(String path, Container.Engine engine, String pod) {
        Optional<Container> container = Belonging.of(path.replace("ID", ID)).container();
        assertThat(container.map(Container::engine)).isEqualTo(Optional.ofNullable(engine));
        assertThat(container.map(Container::id))
                .isEqualTo(Optional.ofNullable(engine).map(_ -> ID));
        assertThat(container.flatMap(Container::pod)).isEqualTo(Optional.ofNullable(pod));
        container.ifPresent(c -> assertThat(c.shortId()).isEqualTo("0123456789ab"));
    }

    @Test
    void lxcContainers_haveNames() {
        assertThat(Belonging.of("/lxc.payload.web-1/system.slice/a.service").container())
                .hasValue(new Container(Container.Engine.LXC, "web-1", Optional.empty()));
        assertThat(Belonging.of("/lxc/a-container-with-a-name").container().map(Container::shortId))
                .hasValue("a-container-with-a-name");
    }

    @Test
    void theGroupThatSaysMost_isJudged() {
        CgroupLine unified = new CgroupLine(0, "", "/");
        CgroupLine systemd = new CgroupLine(1, "name=systemd", "/system.slice/a.service");
        CgroupLine memory = new CgroupLine(4, "memory", "/system.slice/b.service");
        CgroupLine pids = new CgroupLine(8, "pids", "/c");
        assertThat(Belonging.of(List.of(pids, memory, systemd, unified)).path()).isEqualTo("/system.slice/a.service");
        assertThat(Belonging.of(List.of(pids, memory, unified)).path()).isEqualTo("/system.slice/b.service");
        assertThat(Belonging.of(List.of(pids, unified)).path()).isEqualTo("/c");
        assertThat(Belonging.of(List.of(unified)).path()).isEqualTo("/");
        assertThat(Belonging.of(List.of()).path()).isEqualTo("/");
    }

    @Property(tries = 10_000, seed = "1")
    void anyPath_isJudgedWithoutAFault(@ForAll String path) {
        assertThat(Belonging.of("/" + path).path()).isEqualTo("/" + path);
        assertThat(new Unit("\\x" + path).title()).isNotNull();
    }
}
