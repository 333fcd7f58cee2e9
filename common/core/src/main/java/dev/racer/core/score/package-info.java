/**
 * From router scores to nonconformity: normalization, null score, nonconformity scores, tie-break
 * and fixed point. This arithmetic exists once; batch and serving call it.
 */
package dev.racer.core.score;
