package io.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The packages stand in the order of a record's way; none may look at a later one. */
final class ArchitectureTest {
  private static final long MOST_FILES = 16;

  private static final List<String> ORDER =
      List.of(
          "config",
          "schema",
          "event",
          "window",
          "time",
          "feature",
          "model",
          "language",
          "state",
          "score",
          "output",
          "alert",
          "live",
          "metrics",
          "step",
          "close",
          "topology",
          "query",
          "app",
          "web",
          "broker",
          "csv",
          "service",
          "replay",
          "history",
          "evaluate",
          "report",
          "retrospect",
          "train",
          "backtest",
          "generate",
          "detect",
          "demo",
          "bench",
          "cli");

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.sluice");

  @Test
  void everyPackage_hasAPlaceInTheOrder() {
    List<String> packages =
        classes.stream()
            .map(type -> type.getPackageName().split("\\.", -1)[2])
            .distinct()
            .collect(Collectors.toList());
    assertThat(ORDER).containsAll(packages);
  }

  @Test
  void noPackage_dependsOnALaterOne() {
    for (int i = 0; i < ORDER.size() - 1; i++) {
      String[] later =
          ORDER.subList(i + 1, ORDER.size()).stream()
              .map(name -> "io.sluice." + name + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("io.sluice." + ORDER.get(i) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(later)
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  @Test
  void packages_formNoCircle() {
    slices().matching("io.sluice.(**)").should().beFreeOfCycles().check(classes);
  }

  /** What is in a package can be seen at a glance. */
  @Test
  void noPackage_hasMoreThanSixteenFiles() {
    Map<String, Long> files =
        classes.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(files)
        .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(MOST_FILES));
  }

  @Test
  void onlyTheModelPackage_knowsOnnxRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sluice.model..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(classes);
  }

  /** The gradient would read freed memory, see PinballLoss; Adam computes with none. */
  @Test
  void noFactorOfAGradient_isAPlainNumber() {
    noClasses()
        .that()
        .resideInAPackage("io.sluice.train.torch..")
        .and()
        .doNotHaveSimpleName("Adam")
        .should()
        .callMethod(NDArray.class, "mul", Number.class)
        .orShould()
        .callMethod(NDArray.class, "div", Number.class)
        .orShould()
        .callMethod(NDArray.class, "pow", Number.class)
        .check(classes);
  }

  @Test
  void onlyTraining_knowsDjl() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sluice.train..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..", "ai.onnx.proto..")
        .check(classes);
  }
}
