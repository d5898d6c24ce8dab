/** Whom the doctor looks into. */
package lacuna.doctor.examine;
