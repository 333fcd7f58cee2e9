/** How often the nightly gate refuses: healthy nights, and drifted ones, by simulation. */
package dev.racer.bench.gate;
