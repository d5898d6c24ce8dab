package lacuna.watch.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CommandTitleTest {
    @Test
    void argumentsThatMayBeSecretsAreLeftOut() {
        assertThat(CommandTitle.of(List.of("mysqldump", "-u", "root", "-phunter2", "shop"), "mysqldump"))
                .isEqualTo("mysqldump …");
        assertThat(CommandTitle.of(List.of("/usr/bin/curl", "-u", "me:hunter2", "https://x"), "curl"))
                .isEqualTo("/usr/bin/curl …");
    }

    @Test
    void theScriptThatAnInterpreterRunsIsShown() {
        assertThat(CommandTitle.of(List.of("python3", "-u", "/srv/app.py", "--token=hunter2"), "python3"))
                .isEqualTo("python3 /srv/app.py …");
        assertThat(CommandTitle.of(List.of("java", "-jar", "/srv/app.jar"), "java"))
                .isEqualTo("java /srv/app.jar …");
        assertThat(CommandTitle.of(List.of("sh", "run.sh"), "sh")).isEqualTo("sh run.sh");
    }

    @Test
    void aTitleThatTheProcessGaveItselfIsShown() {
        assertThat(CommandTitle.of(List.of("php-fpm: pool www"), "php-fpm8.2")).isEqualTo("php-fpm: pool www");
        assertThat(CommandTitle.of(List.of("nginx: worker process"), "nginx")).isEqualTo("nginx: worker process");
    }

    @Test
    void aTextWithSpacesThatIsNoTitleShowsItsFirstWord() {
        assertThat(CommandTitle.of(List.of("server --password hunter2"), "server"))
                .isEqualTo("server …");
    }

    @Test
    void aProcessWithoutArgumentsHasTheKernelsName() {
        assertThat(CommandTitle.of(List.of(), "kworker/0:1")).isEqualTo("kworker/0:1");
        assertThat(CommandTitle.of(List.of(" "), "odd")).isEqualTo("odd");
    }

    @Test
    void theFpmPoolStandsInTheTitle() {
        assertThat(CommandTitle.fpmPool(List.of("php-fpm: pool shop  "))).contains("shop");
        assertThat(CommandTitle.fpmPool(List.of("php-fpm: master process (/etc/php/8.2/fpm/php-fpm.conf)")))
                .isEmpty();
        assertThat(CommandTitle.fpmPool(List.of("php-fpm: pool "))).isEqualTo(Optional.empty());
    }

    @Property(seed = "1")
    void noArgumentAfterTheProgramIsShownButAScript(@ForAll List<String> arguments) {
        String title = CommandTitle.of(List.of("program", "secret\u0001" + arguments, "-x"), "program");
        assertThat(title).isEqualTo("program …");
    }
}
