package lacuna.doctor.remedy;

/**
 * A change, ready to use.
 *
 * @param kind "command", "systemd-drop-in", "fpm-pool", "environment", "script", "advice"
 * @param file where the text belongs; "" for a command
 * @param text the whole text of the file, or the command
 * @param why what it does, and why that helps here
 * @param predictedBytes what it saves by the ledger; of several processes together
 * @param isOnce whether it must be done again, as the memory comes back
 * @param risk what it costs, and what can go wrong
 * @param verify what must move, and after how long
 * @param undo how to take it back
 */
public record Prescription(
        String kind,
        String file,
        String text,
        String why,
        long predictedBytes,
        boolean isOnce,
        String risk,
        String verify,
        String undo) {}
