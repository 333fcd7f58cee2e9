/** Mergeable counts behind the reported rates: longs are added, division comes last. */
package dev.racer.core.metric;
