#!/usr/bin/env node
// An interpreter that does nothing: most of it is its own program file.
// verdict: not-private
// innocent: idle
console.log("ready");
process.stdin.resume();
process.stdin.on("end", () => process.exit());
