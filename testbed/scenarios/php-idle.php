#!/usr/bin/env php8.2
<?php
# An interpreter that does nothing.
# verdict: healthy
# innocent: idle
echo "true_bytes=0\nready\n";
fgets(STDIN);
