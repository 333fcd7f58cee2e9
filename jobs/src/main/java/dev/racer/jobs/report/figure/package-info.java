/**
 * What a report shows: for every table and chart the numbers, and what is drawn of them. Plain
 * Java.
 */
package dev.racer.jobs.report.figure;
