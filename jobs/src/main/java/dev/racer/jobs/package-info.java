/** The jobs: one package per verb, and the command line. */
package dev.racer.jobs;
