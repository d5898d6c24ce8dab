/**
 * JSON as it leaves Lacuna: bytes as plain integers, times as ISO-8601, a figure that is not known left out. The schemas
 * are in docs/schema; a test holds every document against its own.
 */
package lacuna.report.json;
