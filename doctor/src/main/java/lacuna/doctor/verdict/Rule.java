package lacuna.doctor.verdict;

import lacuna.doctor.evidence.Evidence;

/** Judges one thing. Always answers: how far a verdict is from holding is worth knowing too. */
interface Rule {
    Opinion judge(Evidence evidence);
}
