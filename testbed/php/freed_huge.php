<?php
// One string of 96 MiB and two smaller ones that stay; the large one is freed.
require __DIR__ . '/rest.php';
$huge = str_repeat('x', 96 << 20);
$stays = str_repeat('y', 5 << 20);
$too = str_repeat('z', 3000017);
unset($huge);
stand();
