/**
 * Recalibrates every night: the records of one day, a window of such days, a gate, a version. A
 * night's work is the join of one day; every other day of the window is read from its records.
 */
package dev.racer.jobs.nightly;
