#!/bin/sh
# A database with connections that wait.
# verdict: healthy
# innocent: idle server
# needs: mariadbd mariadb-install-db
# seconds: 90
exec "$SERVERS/mariadb" "$FOLDER"
