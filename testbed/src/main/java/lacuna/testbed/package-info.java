/**
 * Real programs for tests to examine: compiled, started, asked for their truth, and gone at the end. Used by the tests of
 * the floors above too. Touches gcc, a shell and the testbed folder; knows nothing of what Lacuna makes of a target.
 */
package lacuna.testbed;
