/** Who can be routed to, and in which order. */
package dev.racer.core.pool;
