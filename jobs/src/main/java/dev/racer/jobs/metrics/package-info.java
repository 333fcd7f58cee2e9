/** What a monitoring system reads of a run. */
package dev.racer.jobs.metrics;
