#!/bin/sh
# Sixty threads that once went deep.
# verdict: stacks
# c: deep_stacks
# truth: stack_bytes
exec "$C/deep_stacks" 60
