/**
 * What the answers of a model set add up to: normalized answers, and majority and weighted votes
 * over them. Text becomes a code here; no text goes any further.
 */
package dev.racer.core.vote;
