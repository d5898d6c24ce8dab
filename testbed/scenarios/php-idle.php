#!/usr/bin/env php8.2
<?php
# An interpreter that does nothing: most of it is files of its libraries.
# verdict: not-private
# innocent: idle
echo "ready\n";
fgets(STDIN);
