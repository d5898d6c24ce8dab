package lacuna.heap.ledger;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs that nobody wrote for this: every rule of the allocator holds in every arena. */
class RealHeapsTest {
    private static final String PYTHON = """
            import threading, time
            kept = [str(i) * 5 for i in range(200000)]
            def hold():
                mine = [bytes(2000) for i in range(1000)]
                del mine[::2]
                print('thread=1', flush=True)
                time.sleep(600)
            for i in range(3):
                t = threading.Thread(target=hold, daemon=True)
                t.start()
            del kept[::3]
            time.sleep(0.5)
            print('ready', flush=True)
            time.sleep(600)
            """;

    private static final String RUBY = """
            kept = (1..100_000).map { |i| "number #{i} " * (1 + i % 40) }
            threads = (1..4).map do |t|
              Thread.new do
                Thread.current[:mine] = (1..20_000).map { |i| "thread #{t} " * (1 + i % 90) }
                Thread.current[:mine].reject! { |each| each.size % 3 == 0 }
                sleep
              end
            end
            Thread.pass until threads.all? { |each| each.status == 'sleep' }
            kept.reject!.with_index { |_, i| i.odd? }
            GC.start
            $stdout.sync = true
            puts 'ready'
            sleep
            """;

    static Stream<TargetProgram> programs() {
        return Stream.of(
                Target.command("/usr/bin/python3", "-c", PYTHON),
                Target.command("/usr/bin/php8.2", "-r", "$a=range(1,100000); echo \"ready\\n\"; sleep(600);"),
                Target.command("/usr/bin/perl", "-e", "$|=1; %a=map{$_=>1}1..100000; print \"ready\\n\"; sleep 600"),
                Target.command("/usr/bin/ruby", "-e", RUBY),
                Target.java(StillHeap.class, List.of()));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void everyRuleHolds(TargetProgram program) {
        String file = program.command().getFirst();
        assumeTrue(Files.exists(Path.of(file)), () -> file + " is not here");
        try (Target target = program.start()) {
            Soundness.assertSound(Soundness.ofBusy(target.pid()));
        }
    }
}
