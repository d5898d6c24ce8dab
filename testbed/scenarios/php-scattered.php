#!/usr/bin/env php8.2
<?php
# Strings of 300 bytes of which one of thirty lives, on nearly each page.
# verdict: fragmentation
# reads: zend
# myth: another allocator
ini_set('memory_limit', -1);
$kept = [];
$all = new SplFixedArray(240_000);
for ($i = 0; $i < 240_000; $i++) {
    $all[$i] = str_repeat(chr($i % 256), 290);
}
for ($i = 0; $i < 240_000; $i += 13) {
    $kept[] = $all[$i];
}
$before = memory_get_usage();
for ($i = 0; $i < 240_000; $i++) {
    $all[$i] = null;
}
echo 'true_bytes=', $before - memory_get_usage(), "\nready\n";
fgets(STDIN);
