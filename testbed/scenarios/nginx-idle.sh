#!/bin/sh
# A worker that has served some pages.
# verdict: healthy
# innocent: idle server
# needs: nginx
# look: worker
exec "$SERVERS/nginx" "$FOLDER"
