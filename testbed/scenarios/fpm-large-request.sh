#!/bin/sh
# One request needed 120 MiB at a time; the worker keeps chunks for the next.
# verdict: retention
# reads: zend
# needs: php-fpm8.2
# look: worker
# first: pm.max_requests
exec "$PROGRAMS/fpm" "$FOLDER" '$all = []; for ($i = 0; $i < 240; $i++) { $all[] = str_repeat("x", 500_000); }'
