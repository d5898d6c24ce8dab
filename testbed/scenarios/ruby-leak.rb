#!/usr/bin/env ruby
# Strings of 2 KB that a list keeps.
# verdict: leak
# watch: yes
# reads: glibc
$stdout.sync = true
kept = []
puts "true_bytes=#{2000 * 30 * 50}\nready"
until IO.select([$stdin], nil, nil, 0.02)
  30.times { kept << "x" * 2000 }
end
