/**
 * {@code lacuna php} as text and as JSON. Draws what the doctor found, computes nothing.
 */
package lacuna.report.php;
