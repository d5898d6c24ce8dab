#!/usr/bin/env node
// Buffers that the program holds: they are no part of V8's heap.
// verdict: big-live
// innocent: merely big
// reads: glibc
const kept = Array.from({ length: 150 }, (_, i) => Buffer.alloc(1 << 20, i + 1));
console.log(`true_bytes=${kept.length << 20}\nready`);
process.stdin.resume();
process.stdin.on("end", () => process.exit());
