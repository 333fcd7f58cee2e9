package dev.racer.bench.report;

/**
 * One run in a process that has run before.
 *
 * @param round from 1
 * @param seconds duration
 * @param cpuSeconds CPU time of the process meanwhile, all threads
 */
public record Run(int round, double seconds, double cpuSeconds) {}
