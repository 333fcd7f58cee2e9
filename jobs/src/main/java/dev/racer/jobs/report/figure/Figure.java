package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.plot.Plot;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Text;

/**
 * A plot with the table that it shows.
 *
 * @param plot what is drawn; a mark's row is one of the table
 * @param sheet the table
 * @param caption how to read it
 */
public record Figure(Plot plot, Sheet sheet, Text caption) {}
