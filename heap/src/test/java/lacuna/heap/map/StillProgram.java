package lacuna.heap.map;

import java.util.concurrent.locks.LockSupport;

/** A Java program that holds 10 MB and stands still. */
final class StillProgram {
    private StillProgram() {}

    public static void main(String[] args) {
        byte[][] held = new byte[10][1_000_000];
        System.out.println("held=" + held.length);
        System.out.println("ready");
        while (held.length > 0) {
            LockSupport.park();
        }
    }
}
