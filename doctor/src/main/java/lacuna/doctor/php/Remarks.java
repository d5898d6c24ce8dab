package lacuna.doctor.php;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.doctor.php.config.Origin;
import lacuna.doctor.php.config.PhpIni;
import lacuna.doctor.php.config.PhpValue;
import lacuna.doctor.php.config.PoolConfig;
import lacuna.doctor.php.config.Setting;

/** Settings that do not do what people believe, one rule a method. */
final class Remarks {

    /** Read by the C library before a pool's env[] is set. */
    private static final List<String> STARTUP_VARIABLES =
            List.of("LD_PRELOAD", "MALLOC_", "GLIBC_TUNABLES", "USE_ZEND_ALLOC");

    private final PoolConfig pool;
    private final PhpIni ini;
    private final List<Worker> workers;
    private final List<Remark> remarks = new ArrayList<>();

    private Remarks(PoolConfig pool, PhpIni ini, List<Worker> workers) {
        this.pool = pool;
        this.ini = ini;
        this.workers = workers;
    }

    /** All that is to be said of one pool. */
    static List<Remark> of(PoolConfig pool, PhpIni ini, List<Worker> workers) {
        Remarks remarks = new Remarks(pool, ini, workers);
        pool.written().forEach(remarks::sharedMemoryPerPool);
        pool.written().forEach(remarks::environmentTooLate);
        remarks.inventedSetting();
        remarks.regexLimits();
        remarks.spareServers();
        remarks.slowRequests();
        remarks.memoryOutsideTheLimit();
        return remarks.remarks;
    }

    private void sharedMemoryPerPool(Setting setting) {
        String name = phpName(setting.name());
        if (PhpIni.isOfMaster(name)) {
            String holds = ini.ofMaster(name).map(Setting::value).orElse("its default");
            add(
                    setting,
                    "has no effect in a pool: the master made OPcache's memory before there were pools, and " + holds
                            + " holds; ini_get() and opcache_get_status() show the pool's value all the same. Set it in php.ini and restart");
        }
    }

    private void environmentTooLate(Setting setting) {
        for (String variable : STARTUP_VARIABLES) {
            if (setting.name().startsWith("env[" + variable)) {
                add(
                        setting,
                        "comes too late: a pool's env[] is set when the worker already runs, the allocator has read its own by then. Set it in the service's unit");
            }
        }
    }

    private void inventedSetting() {
        effective("zend.gc_buffer_size")
                .ifPresent(setting -> add(setting, "does not exist: PHP reads zend.enable_gc only, the buffer adapts"));
    }

    private void regexLimits() {
        effective("pcre.recursion_limit")
                .filter(setting -> !(setting.origin() instanceof Origin.BuiltIn))
                .ifPresent(setting -> add(
                        setting,
                        (setting.value().equals("100000") ? "is the default, and " : "")
                                + "is ignored while the regex JIT is on, which is the default"));
        effective("pcre.backtrack_limit")
                .filter(setting -> PhpValue.size(setting.value()).orElse(1_000_000) < 1_000_000)
                .ifPresent(
                        setting -> add(
                                setting,
                                "below the default of 1000000 makes preg_* return null or false without an error: results go missing unless the code asks preg_last_error(). It saves no memory"));
    }

    private void spareServers() {
        String mode = pool.value("pm").orElse("");
        for (String name : List.of("pm.start_servers", "pm.min_spare_servers", "pm.max_spare_servers")) {
            written(name)
                    .filter(_ -> mode.equals("static") || mode.equals("ondemand"))
                    .ifPresent(setting -> add(setting, "is not used with pm = " + mode));
        }
        written("pm.process_idle_timeout")
                .filter(_ -> mode.equals("static") || mode.equals("dynamic"))
                .ifPresent(setting -> add(setting, "is used with pm = ondemand only"));
    }

    private void slowRequests() {
        written("slowlog")
                .filter(_ -> !countsSlowRequests(pool))
                .ifPresent(setting -> add(setting, "stays empty while request_slowlog_timeout is 0"));
    }

    /** Slow requests are counted only with a timeout. */
    static boolean countsSlowRequests(PoolConfig pool) {
        return pool.value("request_slowlog_timeout")
                        .map(PhpValue::seconds)
                        .orElse(OptionalLong.of(0))
                        .orElse(1)
                > 0;
    }

    private void memoryOutsideTheLimit() {
        Optional<Setting> limit = effective("memory_limit");
        OptionalLong bytes =
                limit.map(setting -> PhpValue.size(setting.value())).orElse(OptionalLong.empty());
        if (bytes.isEmpty() || bytes.getAsLong() <= 0) {
            return;
        }
        long above = workers.stream()
                .filter(worker -> worker.memory().uss().orElse(0) > bytes.getAsLong())
                .count();
        if (above > 0) {
            add(
                    limit.get(),
                    "does not bound a worker: " + above + " of " + workers.size()
                            + " hold more than that for themselves. It counts PHP's own heap only, not what extensions and libraries take");
        }
    }

    private Optional<Setting> effective(String name) {
        return ini.effective(pool, name);
    }

    private Optional<Setting> written(String name) {
        return pool.setting(name).filter(setting -> setting.origin() instanceof Origin.Line);
    }

    /** "php_admin_value[memory_limit]" is "memory_limit"; any other name is "". */
    private static String phpName(String name) {
        int open = name.indexOf('[');
        return name.startsWith("php_") && open > 0 && name.endsWith("]")
                ? name.substring(open + 1, name.length() - 1)
                : "";
    }

    private void add(Setting setting, String text) {
        remarks.add(new Remark(
                setting.name() + " = " + setting.value(), setting.origin().words(), text));
    }
}
