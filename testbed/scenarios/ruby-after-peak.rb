#!/usr/bin/env ruby
# Nine of ten strings of 20 KB were collected.
# verdict: retention
# reads: glibc
$stdout.sync = true
all = Array.new(5000) { "x" * 20_000 }
kept = all.each_slice(10).map(&:first)
all = nil
GC.start
puts "true_bytes=#{4500 * 20_000}\nready"
$stdin.read
