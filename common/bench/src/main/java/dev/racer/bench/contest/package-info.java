/** How it is measured: a process for each contender, in turn, and what this machine is. */
package dev.racer.bench.contest;
