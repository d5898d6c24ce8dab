#!/usr/bin/env php8.2
<?php
# A static list that grows with each piece of work.
# verdict: leak
# watch: yes
# reads: zend
ini_set('memory_limit', -1);
$list = [];
stream_set_blocking(STDIN, false);
echo "ready\n";
while (!feof(STDIN)) {
    for ($i = 0; $i < 150; $i++) {
        $list[] = str_repeat('x', 400);
    }
    usleep(20_000);
    fread(STDIN, 10);
}
