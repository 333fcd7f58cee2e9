package dev.racer.bench.report;

/**
 * The size of a table of the lake.
 *
 * @param rows rows
 * @param files files
 * @param bytes their size
 */
public record TableSize(long rows, long files, long bytes) {}
