/** The tables of an evaluation as plain records, as far as a report needs them. Plain Java. */
package dev.racer.jobs.report.table;
