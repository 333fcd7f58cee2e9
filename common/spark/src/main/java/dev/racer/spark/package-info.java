/** What the jobs share on Spark: schemas, columns, the lake and the session. */
package dev.racer.spark;
