/**
 * Makes a synthetic lake: queries, router scores and outcomes of a world that can be drawn again at
 * any place, from a seed and a number of the query.
 */
package dev.racer.jobs.generate;
