#!/usr/bin/env php8.2
<?php
# A large array that the script holds.
# verdict: big-live
# innocent: merely big
# reads: zend
ini_set('memory_limit', -1);
$before = memory_get_usage();
$rows = [];
for ($i = 0; $i < 200_000; $i++) {
    $rows[] = ['id' => $i, 'name' => "row $i"];
}
echo 'true_bytes=', memory_get_usage() - $before, "\nready\n";
fgets(STDIN);
