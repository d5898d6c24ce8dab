/**
 * The top floor: commands. A command reads its arguments, calls the floors below and chooses the exit code; nothing is
 * measured, decided or drawn here.
 */
package lacuna.cli;
