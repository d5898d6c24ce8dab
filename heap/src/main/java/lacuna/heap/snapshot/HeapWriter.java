package lacuna.heap.snapshot;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lacuna.heap.block.AllocatorIdentity;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Detail;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.Holes;
import lacuna.heap.ledger.ThreadAccount;

/** Writes what was told of a heap beside its blocks: the section before theirs. {@link StoredHeap} reads it. */
final class HeapWriter {
    private final SectionWriter section;

    HeapWriter(SectionWriter section) {
        this.section = section;
    }

    /** {@code walks} are those that {@code account} was made of, in the order of its regions. */
    SectionWriter.Section write(HeapAccount account, List<Recordings.Walk> walks) {
        AllocatorReport report = account.report();
        identity(report.identity());
        section.label(report.releaseCall());
        section.u8(report.shrinksFromItsEnds() ? 1 : 0);
        section.list(report.figures(), figure -> {
            section.label(figure.name());
            section.text(figure.unit().name());
            section.signed(figure.value());
        });
        section.list(report.details(), this::detail);
        section.list(report.highlights(), section::label);
        section.list(report.notes(), section::label);
        section.list(account.threads(), this::thread);
        section.number(walks.size());
        for (int i = 0; i < walks.size(); i++) {
            region(report.regions().get(i), walks.get(i));
            Holes holes = account.residences().get(i).holes();
            section.number(holes.trim());
            section.number(holes.trimOfTop());
        }
        return section.finish(Format.HEAP);
    }

    private void identity(AllocatorIdentity identity) {
        section.label(identity.allocator());
        section.label(identity.vocabulary().noun());
        Map<BlockState, String> words = new TreeMap<>(identity.vocabulary().states());
        section.number(words.size());
        words.forEach((state, word) -> {
            section.text(state.name());
            section.label(word);
        });
        section.label(identity.version());
        section.label(identity.layout());
        section.list(identity.evidence(), section::label);
        section.label(identity.object());
    }

    private void thread(ThreadAccount thread) {
        section.number(thread.tid());
        section.number(thread.region().isPresent() ? thread.region().getAsInt() + 1L : 0);
        section.u8(thread.cache().isPresent() ? 1 : 0);
        section.list(thread.cache().map(HeapThread.Cache::sizes).orElse(List.of()), size -> {
            // Of a cache that was torn it is whatever stood there.
            section.signed(size.size());
            section.number(size.blocks());
        });
    }

    private void detail(Detail detail) {
        section.label(detail.name());
        section.label(detail.title());
        section.list(detail.columns(), column -> {
            section.label(column.name());
            section.text(column.unit().name());
        });
        section.list(detail.rows(), row -> {
            section.label(row.label());
            row.values().forEach(section::signed);
        });
    }

    private void region(RegionReport report, Recordings.Walk walk) {
        Region region = report.region();
        section.label(region.kind());
        section.label(region.name());
        section.number(region.address());
        section.number(region.heaps());
        section.number(region.threads());
        section.signed(region.system());
        section.signed(report.residue());
        section.list(report.violations(), violation -> {
            section.label(violation.what());
            section.number(violation.count());
            section.number(violation.firstAt());
        });
        section.number(walk.blocks().records());
        section.number(walk.blocks().pieces());
        walk.owners().write(section);
    }
}
