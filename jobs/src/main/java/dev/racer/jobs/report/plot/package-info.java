/**
 * A small kit for charts in SVG: axes, lines, bars, heatmaps, intervals and legends. The same chart
 * is drawn for a page, where style sheets give it colours, and for a file, which brings its own.
 * Plain Java, and the same bytes on every machine.
 */
package dev.racer.jobs.report.plot;
