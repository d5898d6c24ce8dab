/** How a doctor's findings are told: a screen for each, JSON, one page of HTML, and files of what it prescribes. */
package lacuna.report.doctor;
