package dev.racer.spark.records;

import dev.racer.core.pool.ModelPool;
import java.io.Serializable;

/**
 * A router and the models that it scores.
 *
 * @param router name of the router
 * @param pool its candidates
 */
public record RouterPool(String router, ModelPool pool) implements Serializable {}
