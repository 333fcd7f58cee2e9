/** The command {@code common/bench/run}. */
package dev.racer.bench.cli;
