/** Real pools under load, and what is made of them. */
package lacuna.doctor.php;
