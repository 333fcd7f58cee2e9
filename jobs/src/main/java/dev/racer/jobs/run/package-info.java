/**
 * What runs of all verbs have in common: what they are told, how they are told apart, what they
 * leave behind.
 */
package dev.racer.jobs.run;
