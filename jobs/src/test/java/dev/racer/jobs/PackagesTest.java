package dev.racer.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PackagesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar")) // tests, packed
          .importPackages("dev.racer");

  @Test
  void whatShowUsesDependsOnNeitherSparkNorHadoop() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.racer.jobs.show", "dev.racer.jobs.config", "dev.racer.spark.publication")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..", "org.slf4j..")
        .check(CLASSES);
  }

  @Test
  void whatAReportShowsDependsOnNeitherSparkNorHadoop() {
    noClasses()
        .that()
        .resideInAPackage("dev.racer.jobs.report.*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
        .check(CLASSES);
  }

  @Test
  void whatVerifiesDependsOnNoSparkAndOnNothingThatCalibrates() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.racer.jobs.records", "dev.racer.jobs.verify", "dev.racer.jobs.diff")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..",
            "org.apache.hadoop..",
            "scala..",
            "dev.racer.spark.conformal",
            "dev.racer.spark.trial")
        .check(CLASSES);
  }

  @Test
  void chartsAndTablesKnowNothingOfEvaluations() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.racer.jobs.report.plot", "dev.racer.jobs.report.sheet")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.racer.jobs.report.table",
            "dev.racer.jobs.report.figure",
            "dev.racer.jobs.report.page")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineOpensSessionsAndExits() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.racer.jobs.cli", "dev.racer.spark.session")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.racer.spark.session")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(CLASSES);
  }
}
