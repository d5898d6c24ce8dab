#!/bin/sh
# A worker that has served one small request.
# verdict: healthy
# innocent: idle worker
# needs: php-fpm8.2
# look: worker
exec "$PROGRAMS/fpm" "$FOLDER" ''
