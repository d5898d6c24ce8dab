#!/usr/bin/env php8.2
<?php
# Small strings were freed, all of them: their pages stay bound to their size until somebody calls gc_mem_caches().
# verdict: retention
# reads: zend
# first: gc_mem_caches
# apply: say
ini_set('memory_limit', -1);
$all = new SplFixedArray(240_000);
for ($i = 0; $i < 240_000; $i++) {
    $all[$i] = str_repeat(chr($i % 256), 290);
}
$before = memory_get_usage();
for ($i = 0; $i < 240_000; $i++) {
    $all[$i] = null;
}
echo 'true_bytes=', $before - memory_get_usage(), "\nready\n";
while (($line = fgets(STDIN)) !== false) {
    eval($line);
    echo "done\n";
}
