/**
 * How it is told: terminal, JSON, SVG.
 */
package lacuna.report;
