#!/usr/bin/env node
// Objects in V8's heap, which Lacuna can't read: it has to say so.
// verdict: unknown
// innocent: merely big
const kept = Array.from({ length: 900_000 }, (_, i) => ({ id: i, name: `object ${i}` }));
console.log("ready");
process.stdin.resume();
process.stdin.on("end", () => process.exit(kept.length === 0 ? 1 : 0));
