package lacuna.doctor.php.config;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The settings of one pool: what its section says, and what {@code php-fpm -tt} or the table of defaults tells of the
 * rest. {@code section} is where the pool begins: the place where a missing line is to be added.
 */
public record PoolConfig(String name, Origin section, Map<String, Setting> said, Map<String, String> tested) {
    public PoolConfig {
        // In the order of the files.
        said = Collections.unmodifiableMap(new LinkedHashMap<>(said));
        tested = Map.copyOf(tested);
    }

    /** What holds: php-fpm's own word where there is one, with the line that the files say it in. */
    public Optional<Setting> setting(String key) {
        Optional<Setting> written = Optional.ofNullable(said.get(key));
        Optional<String> word = Optional.ofNullable(tested.get(key)).filter(value -> !value.equals("undefined"));
        if (word.isPresent()) {
            return Optional.of(
                    new Setting(key, word.get(), written.map(Setting::origin).orElse(new Origin.Tested())));
        }
        return written.or(() -> Directives.ofPool(key).map(value -> new Setting(key, value, new Origin.BuiltIn())));
    }

    public Optional<String> value(String key) {
        return setting(key).map(Setting::value).filter(value -> !value.isEmpty());
    }

    public OptionalLong number(String key) {
        return value(key).map(PhpValue::size).orElse(OptionalLong.empty());
    }

    /** What the pool's section sets of PHP: {@code php_admin_value[name]} and its like; the admin's word stands last. */
    public Optional<Setting> php(String name) {
        for (String kind : new String[] {"php_admin_value", "php_admin_flag", "php_value", "php_flag"}) {
            Setting found = said.get(kind + "[" + name + "]");
            if (found != null) {
                return Optional.of(new Setting(name, found.value(), found.origin()));
            }
        }
        return Optional.empty();
    }

    public Collection<Setting> written() {
        return said.values();
    }

    PoolConfig withTested(Map<String, String> words) {
        return new PoolConfig(name, section, said, words);
    }
}
