#!/bin/sh
# Huge pages that were written all over.
# verdict: big-live
# innocent: huge pages in use
# reads: glibc
# c: mapped
exec "$C/mapped" dense 128
