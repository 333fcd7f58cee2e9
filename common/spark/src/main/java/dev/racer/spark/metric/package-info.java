/**
 * Statistics over the results of many trials, in plain Java. They are here and not in {@code core},
 * because a gateway has no use for them and for the library they take.
 */
package dev.racer.spark.metric;
