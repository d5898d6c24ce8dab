import java.util.ArrayList;
import java.util.List;

/** Holds a quarter of what it allocated, after a collection of all; the rest of its heap is free and was touched. */
class Holds {
    private static final int BLOCKS = 2000;

    public static void main(String[] args) throws InterruptedException {
        List<byte[]> held = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            held.add(new byte[50_000]);
        }
        held.add(new byte[3_000_000]);
        for (int i = 0; i < BLOCKS; i++) {
            if (i % 4 != 0) {
                held.set(i, null);
            }
        }
        System.gc();
        System.out.println("ready");
        Thread.sleep(Long.MAX_VALUE - held.size());
    }
}
