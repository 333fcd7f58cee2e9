/**
 * Versions of thresholds on a file system: attempts, commits, statuses. Plain Java: reading needs
 * neither Spark nor Hadoop on the class path.
 */
package dev.racer.spark.publication;
