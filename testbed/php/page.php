<?php
// A page of a pool: takes so many chunks' worth of memory (?chunks=), for so long (?ms=), and may say what OPcache says.
$kept = [];
for ($i = 0; $i < 20 * (int) ($_GET['chunks'] ?? 0); $i++) {
    $kept[] = str_repeat('p', 98304);
}
$small = [];
for ($i = 0; $i < (int) ($_GET['slots'] ?? 0); $i++) {
    $small[$i % 5003] = str_repeat('s', $i % 1999 + 1);
}
if (isset($_GET['ms'])) {
    usleep(1000 * (int) $_GET['ms']);
}
if (isset($_GET['opcache'])) {
    $memory = opcache_get_status(false)['memory_usage'];
    echo $memory['used_memory'], ' ', $memory['free_memory'], ' ', $memory['wasted_memory'];
} else {
    echo getmypid();
}
