/**
 * PHP-FPM: finds masters and workers, says what each worker holds and how it grows, and what to set. Reads processes and
 * files and asks the status page; runs nothing but {@code php-fpm -tt}, and changes nothing.
 */
package lacuna.doctor.php;
