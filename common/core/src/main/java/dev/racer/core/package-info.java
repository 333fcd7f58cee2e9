/** The mathematics of RACER and the serving evaluator: plain Java, no Spark. */
package dev.racer.core;
