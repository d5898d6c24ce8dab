#!/usr/bin/env ruby
# An interpreter that does nothing.
# verdict: healthy
# innocent: idle
$stdout.sync = true
puts "ready"
$stdin.read
