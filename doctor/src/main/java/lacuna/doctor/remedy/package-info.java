/**
 * What to do about a verdict: each remedy is a text ready to use, with what it will save by the ledger, what it costs, how to
 * verify and how to undo it. Applies nothing.
 */
package lacuna.doctor.remedy;
