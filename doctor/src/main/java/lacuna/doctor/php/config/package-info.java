/**
 * The configuration of PHP and of FPM as files say it, each value with the line that it comes from. The files are
 * somebody else's: damage is a problem with file and line, never a failure.
 */
package lacuna.doctor.php.config;
