package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.plot.Plot;
import dev.racer.jobs.report.sheet.Sheet;

/**
 * A plot with the table that it shows.
 *
 * @param heading what tells it from the others of its kind; empty for the only one
 * @param plot what is drawn; a mark's row is one of the table
 * @param sheet the table
 */
public record Figure(String heading, Plot plot, Sheet sheet) {}
