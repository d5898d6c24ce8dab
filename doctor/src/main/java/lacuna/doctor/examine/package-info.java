/**
 * The examination itself: chooses whom to look at, collects the evidence within its budget, and puts verdicts and
 * prescriptions together. Pauses nobody who was not named.
 */
package lacuna.doctor.examine;
