package dev.racer.core.published;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What gateways load stays apart from what calibrates. */
@AnalyzeClasses(packages = "dev.racer.core", importOptions = ImportOption.DoNotIncludeTests.class)
class BoundaryTest {
  @ArchTest
  static final ArchRule PUBLISHED_KNOWS_POOL_AND_SCORE_ONLY =
      classes()
          .that()
          .resideInAPackage("dev.racer.core.published..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.racer.core.published..",
              "dev.racer.core.pool..",
              "dev.racer.core.score..",
              "com.fasterxml.jackson.core..",
              "java..");

  @ArchTest
  static final ArchRule SCORE_KNOWS_POOL_ONLY =
      classes()
          .that()
          .resideInAnyPackage("dev.racer.core.pool..", "dev.racer.core.score..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("dev.racer.core.pool..", "dev.racer.core.score..", "java..");

  @ArchTest
  static final ArchRule SERVING_KNOWS_NOTHING_OF_CALIBRATING =
      classes()
          .that()
          .resideInAPackage("dev.racer.core.serving..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.racer.core.serving..",
              "dev.racer.core.published..",
              "dev.racer.core.pool..",
              "dev.racer.core.score..",
              "java..");
}
