#!/bin/sh
# A mapped file was read.
# verdict: not-private
# innocent: page cache
# c: mapped
exec "$C/mapped" file 150 "$FOLDER/file"
