/** What was measured, as a file, as a table and as a section of a page. */
package dev.racer.bench.report;
