#!/usr/bin/env ruby
# Strings that the program holds.
# verdict: big-live
# innocent: merely big
# reads: glibc
$stdout.sync = true
kept = Array.new(60_000) { "x" * 2000 }
puts "true_bytes=#{60_000 * 2000}\nready"
$stdin.read
