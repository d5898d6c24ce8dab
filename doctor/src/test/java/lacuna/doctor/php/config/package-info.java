/** Configuration files, whole and damaged. */
package lacuna.doctor.php.config;
