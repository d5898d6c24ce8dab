package lacuna.doctor.examine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import lacuna.doctor.examine.MappedShared.Piece;
import lacuna.doctor.examine.MappedShared.Share;
import org.junit.jupiter.api.Test;

class MappedSharedTest {
    private static final Piece ONE = new Piece(0, 5, 1);
    private static final Piece OTHER = new Piece(0, 5, 2);

    @Test
    void whatTwoProcessesMapApartCountsTogether() {
        Share one = new Share(300, Map.of(ONE, 400L));
        Share other = new Share(200, Map.of(OTHER, 400L));
        assertThat(MappedShared.most(List.of(one, other))).isEqualTo(500);
    }

    @Test
    void whatManyMapInCommonCountsOnce() {
        assertThat(MappedShared.most(Collections.nCopies(8, new Share(128, Map.of(ONE, 128L)))))
                .isEqualTo(128);
    }

    @Test
    void whoseMappingsMayNotBeReadCountsWhole() {
        assertThat(MappedShared.most(Collections.nCopies(2, new Share(100, Map.of()))))
                .isEqualTo(200);
    }

    @Test
    void objectsThatOneProcessJoinsAreOneGroup() {
        Share both = new Share(150, Map.of(ONE, 100L, OTHER, 100L));
        List<Share> all = List.of(new Share(100, Map.of(ONE, 100L)), new Share(90, Map.of(OTHER, 100L)), both);
        assertThat(MappedShared.most(all)).isEqualTo(200);
    }
}
