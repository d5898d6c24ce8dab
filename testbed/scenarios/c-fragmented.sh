#!/bin/sh
# One small live block on each page.
# verdict: fragmentation
# reads: glibc
# c: fragmented
# truth: free_bytes
# myth: another allocator
exec "$C/fragmented" 16000
