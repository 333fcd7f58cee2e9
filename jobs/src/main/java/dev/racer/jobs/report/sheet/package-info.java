/**
 * Tables for people: the numbers that a report shows, each with the way it is written, as CSV, and
 * laid out for reading. Every number on a page is a cell of such a table. Plain Java.
 */
package dev.racer.jobs.report.sheet;
