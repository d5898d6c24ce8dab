<?php
// Strings of all sizes, of which most are freed, in an order of their own.
require __DIR__ . '/rest.php';
mt_srand((int) ($argv[1] ?? 1));
$percent = (int) ($argv[2] ?? 92);
$kept = [];
for ($i = 0; $i < 60000; $i++) {
    $kept[] = str_repeat('m', mt_rand(0, 9) == 0 ? mt_rand(3000, 40000) : mt_rand(1, 3000));
}
for ($i = 0; $i < 60000; $i++) {
    if (mt_rand(0, 99) < $percent) {
        unset($kept[$i]);
    }
}
stand();
