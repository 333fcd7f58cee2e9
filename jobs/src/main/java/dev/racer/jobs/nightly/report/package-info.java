/** The page that a night leaves beside its status. */
package dev.racer.jobs.nightly.report;
