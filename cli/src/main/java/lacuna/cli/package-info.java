/**
 * Commands.
 */
package lacuna.cli;
