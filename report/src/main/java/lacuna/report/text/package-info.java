/**
 * Words and figures for a terminal: sizes, ages, tables, bars. Pure functions of what they are given; whatever a target
 * named itself is made harmless before it is printed.
 */
package lacuna.report.text;
