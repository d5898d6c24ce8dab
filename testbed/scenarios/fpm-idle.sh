#!/bin/sh
# A worker that has served one small request: most of it is shared with its master.
# verdict: not-private
# innocent: idle worker
# needs: php-fpm8.2
# look: worker
exec "$PROGRAMS/fpm" "$FOLDER" ''
