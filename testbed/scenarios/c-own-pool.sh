#!/bin/sh
# A pool of its own that no allocator knows.
# verdict: unknown
# innocent: big pool
# c: mapped
exec "$C/mapped" private 150
