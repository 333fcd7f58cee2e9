/**
 * What {@code show} says of publications, for people and for machines. Plain Java: no Spark, no
 * Hadoop.
 */
package dev.racer.jobs.show;
