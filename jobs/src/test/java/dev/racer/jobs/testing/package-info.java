/** Fixtures of this module's tests. */
package dev.racer.jobs.testing;
