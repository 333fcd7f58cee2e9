/**
 * The report on an evaluation: a page to look at, the same charts and tables as files, and a
 * notebook over the tables.
 */
package dev.racer.jobs.report;
