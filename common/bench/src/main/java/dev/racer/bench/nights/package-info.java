/**
 * Measures a night against its newest day alone, and against calibrating the window from its logs.
 */
package dev.racer.bench.nights;
