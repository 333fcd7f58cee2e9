/** Fixtures for tests on Spark; published as the test-jar of this module. */
package dev.racer.spark.testing;
