/** Rules held against processes whose truth is known, and against figures at the edges. */
package lacuna.doctor.verdict;
