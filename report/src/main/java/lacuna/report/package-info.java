/**
 * How it is told. Draws what the floors below found, on a terminal, as JSON or as a picture; knows nothing of where a
 * finding came from and decides nothing.
 */
package lacuna.report;
