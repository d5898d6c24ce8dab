package lacuna.heap.ledger;

import java.util.concurrent.locks.LockSupport;

/** A JVM that stands still. */
final class StillHeap {
    private StillHeap() {}

    public static void main(String[] args) {
        byte[][] held = new byte[10][1_000_000];
        System.out.println("held=" + held.length);
        System.out.println("ready");
        while (held.length > 0) {
            LockSupport.park();
        }
    }
}
