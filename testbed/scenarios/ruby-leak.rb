#!/usr/bin/env ruby
# Strings of 2 KB that a list keeps.
# verdict: leak
# watch: yes
# reads: glibc
$stdout.sync = true
kept = []
begun = Process.clock_gettime(Process::CLOCK_MONOTONIC)
puts "per_second=3000000\nready"
until IO.select([$stdin], nil, nil, 0.02)
  due = ((Process.clock_gettime(Process::CLOCK_MONOTONIC) - begun) * 1500).to_i
  (due - kept.size).times { kept << "x" * 2000 }
end
