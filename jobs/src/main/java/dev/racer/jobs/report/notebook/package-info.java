/** A notebook over the tables of a report, with the outputs that its cells print. */
package dev.racer.jobs.report.notebook;
