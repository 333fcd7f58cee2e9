/** The Spark session that every job runs in. */
package dev.racer.spark.session;
