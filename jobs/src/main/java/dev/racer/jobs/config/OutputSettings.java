package dev.racer.jobs.config;

import dev.racer.jobs.run.StoreSettings;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.publication.PublicationStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where publications are, how they are reached, and how long their versions are good. */
public final class OutputSettings {
  private static final String OUTPUT = "lake.output";
  private static final String NAME = "publication.name";
  private static final String FOR_EVER = "forever";
  private static final String TIME_TO_LIVE = "publication.time-to-live";
  private static final Pattern GLOB = Pattern.compile("[\\[\\]{}*?\\\\]");
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*");
  private static final Pattern ON_S3 =
      Pattern.compile("s3a://[A-Za-z0-9.-]+(/(?!\\.{1,2}(/|$))[^/?#:%]+)*/*");
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,4})([dh])");

  /** How spark-submit hands Hadoop's settings to the driver, as system properties. */
  private static final String SUBMITTED = "spark.hadoop.";

  private OutputSettings() {}

  /**
   * What holds publications.
   *
   * @return an absolute local path, or {@code s3a://bucket} and perhaps a path, without a slash at
   *     the end
   * @throws ConfigException if it is missing, on a store that is not known, or a pattern to Spark
   */
  public static String output(Settings settings) {
    String text = CalibrateSettings.location(settings, OUTPUT);
    if (GLOB.matcher(text).find()) {
      throw new ConfigException(
          settings.place(OUTPUT)
              + ": must not hold any of [ ] { } * ? \\, by which Spark means patterns, got "
              + text);
    }
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.matches()) {
      return Path.of(text).toAbsolutePath().normalize().toString();
    }
    return switch (scheme.group(1)) {
      case "file" ->
          settings.parsed(OUTPUT, uri -> Path.of(URI.create(uri))).normalize().toString();
      case "s3a" -> settings.parsed(OUTPUT, OutputSettings::onS3);
      default ->
          throw new ConfigException(
              settings.place(OUTPUT)
                  + ": must be a folder on a local file system or s3a://bucket/path, got "
                  + text);
    };
  }

  private static String onS3(String text) {
    if (text.contains("@")) {
      throw new IllegalArgumentException(
          "must not hold credentials, but be s3a://bucket/path; give them by "
              + Settings.WHERE_SECRETS_BELONG);
    }
    if (!ON_S3.matcher(text).matches()) {
      throw new IllegalArgumentException("must be s3a://bucket/path, got " + text);
    }
    return text.replaceFirst("/+$", "");
  }

  /**
   * Checks, before anything else is begun, that versions can be written to a local output. What S3
   * lets us do shows when it is done.
   *
   * @throws ConfigException if the folder of the publication cannot be made or written
   */
  public static void requireWritable(Settings settings) {
    String output = output(settings);
    if (isOnS3(output)) {
      return;
    }
    WritableFolder.require(settings.place(OUTPUT), Path.of(output));
    WritableFolder.require(
        settings.place(NAME) + " in " + settings.place(OUTPUT),
        Path.of(output, settings.text(NAME)));
  }

  private static boolean isOnS3(String output) {
    return output.startsWith("s3a:");
  }

  /**
   * Settings of Hadoop's file systems: those of {@code lake.hadoop}, above those that spark-submit
   * gave the driver. The latter may hold secrets: not to be shown.
   */
  public static Map<String, String> hadoop(Settings settings) {
    SortedMap<String, String> hadoop = new TreeMap<>();
    System.getProperties()
        .forEach(
            (name, value) -> {
              if (String.valueOf(name).startsWith(SUBMITTED)) {
                hadoop.put(
                    String.valueOf(name).substring(SUBMITTED.length()), String.valueOf(value));
              }
            });
    hadoop.putAll(settings.hadoop());
    return hadoop;
  }

  /**
   * How a run reaches its publication.
   *
   * @throws ConfigException if the time to live is not one
   */
  public static StoreSettings store(Settings settings) {
    return new StoreSettings(hadoop(settings), timeToLive(settings));
  }

  /**
   * How long after its commit a version may be served; empty for good.
   *
   * @throws ConfigException if it is neither days nor hours, nor {@value #FOR_EVER}
   */
  public static Optional<Duration> timeToLive(Settings settings) {
    return settings.parsed(
        TIME_TO_LIVE,
        text -> text.equals(FOR_EVER) ? Optional.empty() : Optional.of(lifetime(text)));
  }

  private static Duration lifetime(String text) {
    try {
      return duration(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must be days or hours such as 7d or 36h, or " + FOR_EVER + ", got " + text, e);
    }
  }

  /**
   * The duration that a text of days or hours stands for.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be days or hours such as 7d or 36h, got " + text);
    }
    long count = Long.parseLong(matcher.group(1));
    return matcher.group(2).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count);
  }

  /**
   * Opens the publication that settings name.
   *
   * @throws ConfigException if there is nothing of that name
   */
  public static PublicationStore open(Settings settings) {
    String output = output(settings);
    Map<String, String> hadoop = hadoop(settings);
    PublicationStore store =
        settings.parsed(NAME, name -> PublicationStore.open(output, name, hadoop));
    if (!store.exists()) {
      throw new ConfigException(
          settings.place(NAME)
              + ": there is no publication "
              + store.name()
              + " in "
              + output
              + "; found "
              + PublicationStore.namesIn(output, hadoop));
    }
    return store;
  }
}
