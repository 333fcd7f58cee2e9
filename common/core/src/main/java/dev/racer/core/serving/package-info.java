/**
 * What a gateway does with published thresholds: follow the version in force, and decide for one
 * query which models to call. Batch and gateways decide with the same code. Nothing here depends on
 * the code that calibrates.
 */
package dev.racer.core.serving;
