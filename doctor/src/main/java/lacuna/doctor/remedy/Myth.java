package lacuna.doctor.remedy;

/** Advice that is popular and wrong for this process, with the figure that shows it. */
public record Myth(String advice, String why) {}
