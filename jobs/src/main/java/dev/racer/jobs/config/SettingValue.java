package dev.racer.jobs.config;

/**
 * An effective value and where it comes from.
 *
 * @param rendered the value as it can be written in a configuration file; {@code null} for a value
 *     that was not set
 * @param origin file and line, or the option that set it
 */
public record SettingValue(String rendered, String origin) {}
