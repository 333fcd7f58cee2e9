/** Configuration: defaults, files and single settings, with the origin of every value. */
package dev.racer.jobs.config;
