/** Measures an evaluation by trials against plain loops over arrays. */
package dev.racer.bench.trials;
