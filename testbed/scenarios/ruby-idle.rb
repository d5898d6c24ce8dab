#!/usr/bin/env ruby
# An interpreter that does nothing.
# verdict: healthy
# innocent: idle
$stdout.sync = true
puts "true_bytes=0\nready"
$stdin.read
