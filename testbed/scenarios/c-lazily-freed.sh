#!/bin/sh
# Memory that was offered to the kernel: resident until the kernel is short.
# verdict: healthy
# innocent: lazily freed pages
# c: mapped
exec "$C/mapped" lazy 90
