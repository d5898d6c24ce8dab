/** What is prescribed for processes whose state is known. */
package lacuna.doctor.remedy;
