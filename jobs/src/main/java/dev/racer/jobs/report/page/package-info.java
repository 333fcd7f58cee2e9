/**
 * The page: one HTML file with everything in it, charts, style and tables, that asks no network for
 * anything and runs no script. It is well-formed XML, too.
 */
package dev.racer.jobs.report.page;
