#!/bin/sh
# Nine blocks of ten of 20 KB were freed, in two arenas.
# verdict: retention
# reads: glibc
# c: holes
exec "$C/holes" 48
