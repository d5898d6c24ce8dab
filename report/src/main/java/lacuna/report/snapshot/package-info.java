/**
 * What {@code lacuna snapshot} says of the file that it wrote: one line, or JSON.
 */
package lacuna.report.snapshot;
