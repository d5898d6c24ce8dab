package lacuna.doctor.php;

/** A setting, or an absent one, that does not do what people believe; {@code where} is "" where no line says it. */
public record Remark(String setting, String where, String text) {}
