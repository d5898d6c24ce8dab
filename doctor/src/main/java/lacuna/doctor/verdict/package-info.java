/**
 * What the evidence means: each rule judges by itself and says how far it is from another verdict; the diagnosis puts their
 * opinions in order. Knows evidence and nothing of how it came about or how it is drawn.
 */
package lacuna.doctor.verdict;
