package dev.racer.jobs.report.table;

import java.util.OptionalDouble;

/**
 * What a vote came to in a trial, at the temperature that the validation queries chose: most right
 * answers there, then the lowest temperature.
 *
 * @param cell the cell
 * @param trial number of the trial in its split
 * @param vote the vote
 * @param temperature the temperature; empty for a vote without one
 * @param validationQueries validation queries
 * @param validationCorrect right answers to them
 * @param testQueries test queries
 * @param testCorrect right answers to them
 */
public record VoteRow(
    Cell cell,
    int trial,
    String vote,
    OptionalDouble temperature,
    long validationQueries,
    long validationCorrect,
    long testQueries,
    long testCorrect) {}
