<?php
// Fills OPcache from outside of this script with SCRIPTS generated files of STRINGS unusual strings each, then tells what
// opcache_get_status() says, and stands.
[, $folder, $scripts, $strings] = $argv;
for ($i = 0; $i < $scripts; $i++) {
    $code = "<?php\nfunction lacuna_$i() { return [\n";
    for ($j = 0; $j < $strings; $j++) {
        $code .= "    'key_{$i}_{$j}_of_a_string_that_nobody_else_has' => 'value_{$i}_{$j}',\n";
    }
    file_put_contents("$folder/script_$i.php", "$code]; }\n");
    include "$folder/script_$i.php";
}
if (($argv[4] ?? '') === 'replace') {
    for ($i = 0; $i < $scripts; $i += 2) {
        opcache_invalidate("$folder/script_$i.php", true);
    }
}
$status = opcache_get_status(false);
$strings = $status['interned_strings_usage'];
$memory = $status['memory_usage'];
$statistics = $status['opcache_statistics'];
echo 'version=', PHP_VERSION, "\n";
echo 'used=', $memory['used_memory'], "\n", 'free=', $memory['free_memory'], "\n";
echo 'wasted=', $memory['wasted_memory'], "\n", 'full=', (int) $status['cache_full'], "\n";
echo 'strings_buffer=', $strings['buffer_size'], "\n", 'strings_used=', $strings['used_memory'], "\n";
echo 'strings_free=', $strings['free_memory'], "\n", 'strings=', $strings['number_of_strings'], "\n";
echo 'scripts=', $statistics['num_cached_scripts'], "\n", 'keys=', $statistics['num_cached_keys'], "\n";
echo 'max_keys=', $statistics['max_cached_keys'], "\n", 'hits=', $statistics['hits'], "\n";
echo 'misses=', $statistics['misses'], "\n", 'start_time=', $statistics['start_time'], "\n";
echo 'oom_restarts=', $statistics['oom_restarts'], "\n", 'hash_restarts=', $statistics['hash_restarts'], "\n";
echo 'manual_restarts=', $statistics['manual_restarts'], "\n", "ready\n";
sleep(600);
