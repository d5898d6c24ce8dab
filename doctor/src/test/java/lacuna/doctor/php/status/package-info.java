/** The status page, and who pretends to be one. */
package lacuna.doctor.php.status;
