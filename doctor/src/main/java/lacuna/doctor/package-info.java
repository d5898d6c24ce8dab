/** What the figures mean, and what to do about them. Knows everything that was measured; draws nothing, changes nothing. */
package lacuna.doctor;
