/**
 * How {@code lacuna top} is told: columns, order, header, text and JSON. Draws a {@link
 * lacuna.watch.sample.HostView}; reads nothing by itself.
 */
package lacuna.report.top;
