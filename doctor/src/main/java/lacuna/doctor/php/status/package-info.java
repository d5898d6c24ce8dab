/**
 * FPM's status page, asked for over FastCGI. Whoever answers is not trusted: time, size and shape of an answer are
 * bounded, and nothing is sent that would run a script.
 */
package lacuna.doctor.php.status;
