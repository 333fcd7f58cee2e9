/** What one version does differently from another, on the traffic of a day. Plain Java. */
package dev.racer.jobs.diff;
