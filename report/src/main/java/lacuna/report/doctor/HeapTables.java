package lacuna.report.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Detail;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Unit;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.RegionResidence;

/** A heap's regions and its own tables, to sort. */
final class HeapTables {
    private HeapTables() {}

    static void draw(HeapAccount account, Html page) {
        String version = account.report().identity().version();
        page.raw("<h3>")
                .text(account.report().identity().allocator() + (version.isEmpty() ? "" : " " + version) + ", "
                        + (account.report().isConsistent() ? "every identity holds" : "not consistent"))
                .raw("</h3>\n");
        table(regions(account), page);
        account.report().details().forEach(detail -> table(detail, page));
    }

    private static Detail regions(HeapAccount account) {
        List<Detail.Column> columns = List.of(
                new Detail.Column("resident", Unit.BYTES),
                new Detail.Column("live", Unit.BYTES),
                new Detail.Column("cached", Unit.BYTES),
                new Detail.Column("free", Unit.BYTES),
                new Detail.Column("top", Unit.BYTES),
                new Detail.Column("trim", Unit.BYTES),
                new Detail.Column("pinned", Unit.BYTES),
                new Detail.Column("blocks", Unit.COUNT));
        List<Detail.Row> rows = new ArrayList<>();
        for (int i = 0; i < account.residences().size(); i++) {
            RegionReport report = account.report().regions().get(i);
            RegionResidence residence = account.residences().get(i);
            rows.add(new Detail.Row(
                    report.region().name(),
                    List.of(
                            residence.totalResident(),
                            residence.resident(BlockState.LIVE),
                            residence.resident(BlockState.CACHED) + residence.resident(BlockState.THREAD_CACHED),
                            residence.resident(BlockState.FREE),
                            residence.resident(BlockState.TOP),
                            residence.holes().trim(),
                            residence.holes().pinned(),
                            report.tally().blocks(BlockState.LIVE))));
        }
        return new Detail("regions", "region", columns, rows);
    }

    private static void table(Detail detail, Html page) {
        page.raw("<div class=\"scroll\"><table class=\"sortable\"><thead><tr><th scope=\"col\">")
                .text(detail.title().toLowerCase(Locale.ROOT))
                .raw("</th>");
        detail.columns()
                .forEach(column ->
                        page.raw("<th scope=\"col\">").term(column.name()).raw("</th>"));
        page.raw("</tr></thead>\n<tbody>\n");
        for (Detail.Row row : detail.rows()) {
            page.raw("<tr><td>").text(row.label()).raw("</td>");
            for (int i = 0; i < row.values().size(); i++) {
                long value = row.values().get(i);
                page.raw("<td data-value=\"" + value + "\">")
                        .text(Told.of(value, detail.columns().get(i).unit()))
                        .raw("</td>");
            }
            page.raw("</tr>\n");
        }
        page.raw("</tbody></table></div>\n");
    }
}
