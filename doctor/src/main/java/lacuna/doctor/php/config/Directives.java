package lacuna.doctor.php.config;

import java.util.Map;
import java.util.Optional;

/**
 * What holds where no file says anything. FPM's defaults are those that {@code php-fpm8.2 -tt} prints for an empty pool;
 * PHP's are those of {@code main.c} and the OPcache manual, for 7.4 to 8.5.
 */
final class Directives {
    private static final Map<String, String> POOL = Map.ofEntries(
            Map.entry("pm", "dynamic"),
            Map.entry("pm.max_children", "0"),
            Map.entry("pm.start_servers", "0"),
            Map.entry("pm.min_spare_servers", "0"),
            Map.entry("pm.max_spare_servers", "0"),
            Map.entry("pm.process_idle_timeout", "10"),
            Map.entry("pm.max_requests", "0"),
            Map.entry("listen.backlog", "-1"),
            Map.entry("request_slowlog_timeout", "0"),
            Map.entry("request_terminate_timeout", "0"));

    private static final Map<String, String> PHP = Map.ofEntries(
            Map.entry("memory_limit", "128M"),
            Map.entry("opcache.enable", "1"),
            Map.entry("opcache.memory_consumption", "128"),
            Map.entry("opcache.interned_strings_buffer", "8"),
            Map.entry("opcache.max_accelerated_files", "10000"),
            Map.entry("opcache.max_wasted_percentage", "5"),
            Map.entry("opcache.validate_timestamps", "1"),
            Map.entry("pcre.backtrack_limit", "1000000"),
            Map.entry("pcre.recursion_limit", "100000"));

    private Directives() {}

    static Optional<String> ofPool(String name) {
        return Optional.ofNullable(POOL.get(name));
    }

    static Optional<String> ofPhp(String name) {
        return Optional.ofNullable(PHP.get(name));
    }
}
