/** What is measured: the same thresholds by several ways, each behind one interface. */
package dev.racer.bench.contender;
