package lacuna.doctor.verdict;

import java.util.List;

/** All rules. A new one is a class, its test, its page in docs/verdicts, and a line here. */
final class Rules {
    static final List<Rule> ALL = List.of(
            new LeakRule(),
            new ArenaSprawlRule(),
            new RetentionRule(),
            new FragmentationRule(),
            new HugePageRule(),
            new SwappedRule(),
            new PageTablesRule(),
            new StacksRule(),
            new SharedMemoryRule(),
            new NotPrivateRule(),
            new UnknownRule(),
            new WarmingUpRule(),
            new BigLiveRule());

    private Rules() {}
}
