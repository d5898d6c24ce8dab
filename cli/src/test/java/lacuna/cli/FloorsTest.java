package lacuna.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house of ARCHITECTURE.md, held. */
class FloorsTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("lacuna");

    @Test
    void aFloorUsesOnlyTheFloorsBelowIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("linux")
                .definedBy("lacuna.linux..")
                .layer("heap")
                .definedBy("lacuna.heap..")
                .layer("watch")
                .definedBy("lacuna.watch..")
                .layer("doctor")
                .definedBy("lacuna.doctor..")
                .layer("report")
                .definedBy("lacuna.report..")
                .layer("cli")
                .definedBy("lacuna.cli..")
                .whereLayer("linux")
                .mayNotAccessAnyLayer()
                .whereLayer("heap")
                .mayOnlyAccessLayers("linux")
                .whereLayer("watch")
                .mayOnlyAccessLayers("linux")
                .whereLayer("doctor")
                .mayOnlyAccessLayers("linux", "heap", "watch")
                .whereLayer("report")
                .mayOnlyAccessLayers("linux", "heap", "watch", "doctor")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .check(HOUSE);
    }

    @Test
    void roomsDoNotGoRoundInCircles() {
        slices().matching("lacuna.(*).(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void onlyTheRoomOfCallsHoldsNativeHandles() {
        noClasses()
                .that()
                .resideOutsideOfPackages("lacuna.linux.call..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .check(HOUSE);
    }

    @Test
    void onlyCommandsKnowTheCommandLineAndOnlyReportsDraw() {
        noClasses()
                .that()
                .resideOutsideOfPackages("lacuna.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(HOUSE);
        noClasses()
                .that(not(resideInAPackage("lacuna.report..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml..", "org.jline..")
                .check(HOUSE);
    }

    @Test
    void classesAreFinalOrSealedOrPlainData() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areTopLevelClasses()
                .should()
                .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                .check(HOUSE);
    }

    @Test
    void everyRoomSaysWhatLivesThere() throws IOException {
        Path root = Path.of(System.getProperty("lacuna.root"));
        try (Stream<Path> files = Files.walk(root, 12)) {
            List<Path> rooms = files.filter(file -> file.toString().contains("/src/main/java/lacuna/"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
            assertThat(rooms)
                    .isNotEmpty()
                    .allSatisfy(room ->
                            assertThat(room.resolve("package-info.java")).exists());
        }
    }
}
