/** Applies a published version to scores on the lake. */
package dev.racer.jobs.route;
