<?php
// Small arrays, all freed but so many: their runs are empty, and PHP keeps them.
require __DIR__ . '/rest.php';
$count = (int) ($argv[1] ?? 400000);
$left = (int) ($argv[2] ?? 0);
$all = [];
for ($i = 0; $i < $count; $i++) {
    $all[] = [$i, $i + 1];
}
$some = [];
for ($i = 0; $i < $left; $i++) {
    $some[] = $all[intdiv($count, $left) * $i];
}
$all = null;
stand();
