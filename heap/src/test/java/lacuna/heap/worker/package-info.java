/** A running php-fpm, looked at while it works. */
package lacuna.heap.worker;
