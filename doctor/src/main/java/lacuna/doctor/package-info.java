/**
 * What it means. Asks the software that runs on a host through its own interfaces and files, holds that against what the
 * kernel says, and draws findings and advice; knows no screen.
 */
package lacuna.doctor;
