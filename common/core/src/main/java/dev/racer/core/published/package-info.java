/**
 * What a calibration publishes and gateways read: the rows of thresholds and their JSON document.
 *
 * <p>Nothing here depends on the code that calibrates. Choices that belong to it (risk target,
 * guarantee, status and the like) are held as the keys that stand in the document.
 */
package dev.racer.core.published;
