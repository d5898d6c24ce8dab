<?php
// 200,000 strings of the 512-byte bin, of which every fifth is kept: each run of eight slots holds one, none comes free.
require __DIR__ . '/rest.php';
$kept = [];
for ($i = 0; $i < 200000; $i++) {
    $kept[$i] = str_repeat(chr(65 + $i % 26), 480);
}
for ($i = 0; $i < 200000; $i++) {
    if ($i % 5 != 0) {
        unset($kept[$i]);
    }
}
stand();
