package dev.racer.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.racer.core.vote.TemperedVote;
import dev.racer.core.vote.VoteName;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.LakeInputs;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The effective configuration: defaults, then configuration files in order, then single
 * assignments; later ones win, key by key. Only keys that {@code conf/defaults.conf} names are
 * known (there is no second list), and {@code lake.columns.<table>.<column>} for declared columns,
 * and {@code lake.hadoop."<key>"} for settings of Hadoop.
 *
 * <p>Numbers keep the text in which they were written: {@code 0.10} stays {@code 0.10}.
 */
public final class Settings {
  /** Name of the file with every key, and its origin in messages. */
  public static final String DEFAULTS = "defaults.conf";

  /** What a message says about secrets. */
  static final String WHERE_SECRETS_BELONG =
      "the environment, an instance role, core-site.xml or a credential provider"
          + " (hadoop.security.credential.provider.path)";

  private static final String COLUMNS = "lake.columns";
  private static final String HADOOP = "lake.hadoop";

  /** Keys whose values must not be written down; Spark hides those of the same names. */
  private static final Pattern SECRET =
      Pattern.compile("secret|password|token|access.?key", Pattern.CASE_INSENSITIVE);

  private static final String SEGMENTS = "calibration.segments";
  private static final String ROUTED_SEGMENTS = "route.segment-by";
  private static final String ROUTED_VOTES = "route.votes";
  private static final String EVALUATED_VOTES = "evaluate.votes";

  /** Lists that need not be set: their default, null, does not tell that they are lists. */
  private static final Set<String> OPTIONAL_LISTS = Set.of(ROUTED_SEGMENTS, EVALUATED_VOTES);

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+([ /][A-Za-z0-9_.-]+)*");

  private final Config values;
  private final Set<String> keys;
  private final Set<String> read = new HashSet<>();

  private Settings(Config values, Set<String> keys) {
    this.values = values;
    this.keys = keys;
  }

  /**
   * Loads the configuration and refuses keys that do not exist.
   *
   * @param files configuration files in HOCON, later ones stronger
   * @param assignments stronger than all files, later ones stronger
   * @throws ConfigException if a file is absent or malformed, or a key is unknown
   */
  public static Settings load(List<Path> files, List<Assignment> assignments) {
    Config defaults = defaults();
    Set<String> known = new TreeSet<>(leaves(defaults.root(), "").keySet());
    known.remove(COLUMNS);
    known.remove(HADOOP);
    Config merged = defaults;
    for (Path file : files) {
      merged = parse(file).withFallback(merged);
    }
    for (Assignment assignment : assignments) {
      merged = parse(assignment, known, defaults).withFallback(merged);
    }
    try {
      merged = merged.resolve();
    } catch (com.typesafe.config.ConfigException e) {
      throw new ConfigException("Configuration: " + e.getMessage(), e);
    }
    Settings settings = new Settings(merged, allKeys(merged, known));
    settings.refuseUnknownKeys(known, defaults);
    return settings;
  }

  static Config defaults() {
    try (InputStream input = Settings.class.getResourceAsStream("/dev/racer/jobs/" + DEFAULTS)) {
      if (input == null) {
        throw new IllegalStateException("The jar lacks dev/racer/jobs/" + DEFAULTS);
      }
      return ConfigFactory.parseReader(
          new InputStreamReader(input, StandardCharsets.UTF_8), describedAs(DEFAULTS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Config parse(Path file) {
    if (Files.isDirectory(file)) {
      throw new ConfigException("Configuration file " + file + " is a folder, expected a file");
    }
    if (!Files.isRegularFile(file)) {
      throw new ConfigException("Configuration file " + file + " does not exist");
    }
    try {
      return ConfigFactory.parseFile(file.toFile(), describedAs(file.toString()));
    } catch (com.typesafe.config.ConfigException e) {
      throw new ConfigException("Configuration file " + e.getMessage(), e);
    }
  }

  private static ConfigParseOptions describedAs(String origin) {
    return ConfigParseOptions.defaults().setOriginDescription(origin).setAllowMissing(false);
  }

  private static Config parse(Assignment assignment, Set<String> known, Config defaults) {
    String key = assignment.key();
    ConfigOrigin origin = ConfigOriginFactory.newSimple(assignment.origin());
    ConfigValue value;
    if (known.contains(key) && isList(defaults, key)) {
      value = parseList(assignment);
    } else {
      value = ConfigValueFactory.fromAnyRef(unquoted(assignment.value()));
    }
    try {
      return value.withOrigin(origin).atPath(key);
    } catch (com.typesafe.config.ConfigException e) {
      throw new ConfigException(assignment.origin() + ": " + key + " is not a key", e);
    }
  }

  private static ConfigValue parseList(Assignment assignment) {
    try {
      ConfigValue value =
          ConfigFactory.parseString("value = " + assignment.value(), describedAs("value"))
              .resolve()
              .root()
              .get("value"); // which may be null, written so
      boolean isUnset =
          value.valueType() == ConfigValueType.NULL && OPTIONAL_LISTS.contains(assignment.key());
      if (value instanceof ConfigList || isUnset) {
        return value;
      }
    } catch (com.typesafe.config.ConfigException e) {
      throw notAList(assignment, e);
    }
    throw notAList(assignment, null);
  }

  private static ConfigException notAList(Assignment assignment, Exception cause) {
    return new ConfigException(
        assignment.key()
            + " ("
            + assignment.origin()
            + ") must be a list such as [a, b], with quotes around values with special characters"
            + " as in [\"a:b\"], got "
            + assignment.value(),
        cause);
  }

  /** The text within double quotes, for those who quote as in a file; otherwise the text itself. */
  private static String unquoted(String text) {
    if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
      try {
        return ConfigFactory.parseString("value = " + text).getString("value");
      } catch (com.typesafe.config.ConfigException e) {
        return text; // quotes that belong to the text, as in "a" = "b"
      }
    }
    return text;
  }

  private static Set<String> allKeys(Config merged, Set<String> known) {
    Set<String> keys = new TreeSet<>(known);
    if (merged.root().get("lake") instanceof ConfigObject lake
        && lake.get("columns") instanceof ConfigObject columns
        && lake.get("hadoop") instanceof ConfigObject hadoop) {
      keys.addAll(leaves(columns, COLUMNS).keySet());
      keys.addAll(leaves(hadoop, HADOOP).keySet());
    }
    return Collections.unmodifiableSet(keys);
  }

  private void refuseUnknownKeys(Set<String> known, Config defaults) {
    for (Map.Entry<String, ConfigValue> leaf : leaves(values.root(), "").entrySet()) {
      String key = leaf.getKey();
      ConfigValue value = leaf.getValue();
      if (key.startsWith(COLUMNS + ".")) {
        requireColumn(key, value);
      } else if (key.startsWith(HADOOP + ".")) {
        requireHadoop(key, value);
      } else if (key.equals(COLUMNS) || key.equals(HADOOP)) {
        require(value instanceof ConfigObject, key, value, "must be a group of keys");
      } else if (!known.contains(key)) {
        Set<String> candidates = new TreeSet<>(known);
        throw unknown("Unknown configuration key " + key, value, candidates, key);
      } else if (isList(defaults, key)) {
        boolean isUnset = value.valueType() == ConfigValueType.NULL && OPTIONAL_LISTS.contains(key);
        require(
            value instanceof ConfigList || isUnset, key, value, "must be a list such as [a, b]");
      } else {
        boolean isText = !(value instanceof ConfigObject) && !(value instanceof ConfigList);
        require(isText, key, value, "must be a single value");
      }
    }
  }

  private void requireColumn(String key, ConfigValue value) {
    List<String> path = ConfigUtil.splitPath(key);
    String table = path.get(2);
    if (!LakeInputs.TABLES.contains(table)) {
      throw unknown("Unknown table in " + key, value, new TreeSet<>(LakeInputs.TABLES), table);
    }
    require(path.size() == 4, key, value, "must be lake.columns.TABLE.COLUMN");
    Set<String> columns = new TreeSet<>(LakeInputs.declaredColumns(table));
    if (table.equals(LakeInputs.QUERIES)) {
      lists(SEGMENTS).forEach(columns::addAll);
      optionalTexts(ROUTED_SEGMENTS).ifPresent(columns::addAll);
      optionalText("evaluate.split-column").ifPresent(columns::add);
    } else if (table.equals(LakeInputs.OUTCOMES)) {
      columns.addAll(confidenceColumns());
    }
    if (!columns.contains(path.get(3))) {
      throw unknown("Unknown column in " + key, value, columns, path.get(3));
    }
    boolean isText = value.valueType() == ConfigValueType.STRING;
    require(isText, key, value, "must be a column name or an SQL expression");
  }

  private static void requireHadoop(String key, ConfigValue value) {
    List<String> path = ConfigUtil.splitPath(key);
    String name = String.join(".", path.subList(2, path.size()));
    if (SECRET.matcher(name).find()) { // the message must not show the value
      throw new ConfigException(
          key + " (" + origin(value) + ") is a secret; give it by " + WHERE_SECRETS_BELONG);
    }
    require(path.size() == 3, key, value, "must be written lake.hadoop.\"" + name + "\"");
    boolean isText = !(value instanceof ConfigObject) && !(value instanceof ConfigList);
    require(isText && value.valueType() != ConfigValueType.NULL, key, value, "must be a value");
  }

  /** The columns of outcomes that votes name. */
  private Set<String> confidenceColumns() {
    List<VoteName> votes = new ArrayList<>();
    parsedList(ROUTED_VOTES, TemperedVote::parse).forEach(vote -> votes.add(vote.name()));
    if (optionalTexts(EVALUATED_VOTES).isPresent()) {
      votes.addAll(parsedList(EVALUATED_VOTES, VoteName::parse));
    }
    Set<String> columns = new TreeSet<>();
    votes.forEach(vote -> vote.confidenceColumn().ifPresent(columns::add));
    return columns;
  }

  private static ConfigException unknown(
      String what, ConfigValue value, Set<String> candidates, String got) {
    String hint =
        closest(got, candidates)
            .map(known -> "; did you mean " + known + "?")
            .orElse("; expected one of " + candidates);
    return new ConfigException(what + " (" + origin(value) + ")" + hint);
  }

  /** The candidate with the least edits, if they are few enough to be a slip. */
  static Optional<String> closest(String text, Set<String> candidates) {
    String closest = null;
    int least = Math.max(2, text.length() / 3) + 1;
    for (String candidate : candidates) {
      int edits = edits(text, candidate);
      if (edits < least) {
        least = edits;
        closest = candidate;
      }
    }
    return Optional.ofNullable(closest);
  }

  private static int edits(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }

  /**
   * The text of a key that has a value.
   *
   * @throws ConfigException if it has none
   */
  public String text(String key) {
    return optionalText(key)
        .orElseThrow(
            () -> new ConfigException(key + " is required: --set " + key + "=..., or --config"));
  }

  /** The text of a key; empty when it is not set. */
  public Optional<String> optionalText(String key) {
    ConfigValue value = value(key);
    return value.valueType() == ConfigValueType.NULL ? Optional.empty() : Optional.of(text(value));
  }

  /**
   * The value that a key's text stands for.
   *
   * @param reader turns the text into a value
   * @throws ConfigException if the key has none, or the reader refuses it by an {@link
   *     IllegalArgumentException}
   */
  public <T> T parsed(String key, Function<String, T> reader) {
    return parsed(key, text(key), reader);
  }

  /**
   * The value that a key's text stands for, if it is set.
   *
   * @param reader turns the text into a value
   * @throws ConfigException if the reader refuses it by an {@link IllegalArgumentException}
   */
  public <T> Optional<T> optionalParsed(String key, Function<String, T> reader) {
    return optionalText(key).map(text -> parsed(key, text, reader));
  }

  /**
   * The values that a key's list stands for.
   *
   * @param reader turns each text into a value
   * @throws ConfigException if the reader refuses one by an {@link IllegalArgumentException}
   */
  public <T> List<T> parsedList(String key, Function<String, T> reader) {
    return texts(key).stream().map(text -> parsed(key, text, reader)).toList();
  }

  private <T> T parsed(String key, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (NumberFormatException e) {
      throw new ConfigException(place(key) + ": must be a number, got " + text, e);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(place(key) + ": " + e.getMessage(), e);
    }
  }

  /**
   * The texts of a list.
   *
   * @throws ConfigException if an element is not a single value
   */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (ConfigValue element : list(key)) {
      requireScalar(key, element);
      texts.add(text(element));
    }
    return List.copyOf(texts);
  }

  /**
   * The texts of a list that need not be set.
   *
   * @return empty when it is not
   * @throws ConfigException if an element is not a single value
   */
  public Optional<List<String>> optionalTexts(String key) {
    return value(key).valueType() == ConfigValueType.NULL
        ? Optional.empty()
        : Optional.of(texts(key));
  }

  /**
   * The texts of a list whose elements are single values or lists of them.
   *
   * @return a list of lists; a single value is a list of one
   * @throws ConfigException if it is nested more deeply
   */
  public List<List<String>> lists(String key) {
    List<List<String>> lists = new ArrayList<>();
    for (ConfigValue element : list(key)) {
      List<String> texts = new ArrayList<>();
      for (ConfigValue single : element instanceof ConfigList nested ? nested : List.of(element)) {
        requireScalar(key, single);
        texts.add(text(single));
      }
      lists.add(List.copyOf(texts));
    }
    return List.copyOf(lists);
  }

  /** For every table that has mapped columns, declared column to column name or SQL expression. */
  public Map<String, Map<String, String>> columns() {
    SortedMap<String, Map<String, String>> columns = new TreeMap<>();
    read.add(COLUMNS);
    for (String key : keys) {
      if (key.startsWith(COLUMNS + ".")) {
        List<String> path = ConfigUtil.splitPath(key);
        columns.computeIfAbsent(path.get(2), t -> new TreeMap<>()).put(path.get(3), text(key));
      }
    }
    return columns;
  }

  /** Settings of Hadoop's file systems, under Hadoop's own names. */
  public Map<String, String> hadoop() {
    SortedMap<String, String> hadoop = new TreeMap<>();
    read.add(HADOOP);
    for (String key : keys) {
      if (key.startsWith(HADOOP + ".")) {
        hadoop.put(ConfigUtil.splitPath(key).get(2), text(key));
      }
    }
    return hadoop;
  }

  /** Where a key's value comes from, for messages: {@code key (origin)}. */
  public String place(String key) {
    return key + " (" + origin(value(key)) + ")";
  }

  /** Every effective value with its origin, ordered by key. */
  public SortedMap<String, SettingValue> effective() {
    SortedMap<String, SettingValue> effective = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> leaf : leaves(values.root(), "").entrySet()) {
      if (!leaf.getKey().equals(COLUMNS) && !leaf.getKey().equals(HADOOP)) {
        ConfigValue value = leaf.getValue();
        effective.put(leaf.getKey(), new SettingValue(render(value), origin(value)));
      }
    }
    return Collections.unmodifiableSortedMap(effective);
  }

  /** The keys that nobody has asked for yet; for the test that holds keys and code together. */
  Set<String> unread() {
    Set<String> unread = new TreeSet<>(keys);
    unread.removeAll(read);
    return unread;
  }

  private List<ConfigValue> list(String key) {
    ConfigValue value = value(key);
    if (value instanceof ConfigList list) {
      return list;
    }
    throw new ConfigException(place(key) + " must be a list such as [a, b]");
  }

  private ConfigValue value(String key) {
    if (!keys.contains(key)) {
      throw new IllegalArgumentException(DEFAULTS + " has no key " + key);
    }
    read.add(key);
    ConfigValue value = values.root();
    for (String name : ConfigUtil.splitPath(key)) {
      value = ((ConfigObject) value).get(name);
    }
    return value;
  }

  private void requireScalar(String key, ConfigValue value) {
    boolean isScalar =
        !(value instanceof ConfigList)
            && !(value instanceof ConfigObject)
            && value.valueType() != ConfigValueType.NULL;
    if (!isScalar) {
      throw new ConfigException(
          place(key) + " must hold single values, got " + render(value) + " among them");
    }
  }

  private static void require(boolean holds, String key, ConfigValue value, String otherwise) {
    if (!holds) {
      throw new ConfigException(
          key + " (" + origin(value) + ") " + otherwise + ", got " + render(value));
    }
  }

  private static boolean isList(Config defaults, String key) {
    if (OPTIONAL_LISTS.contains(key)) {
      return true;
    }
    return defaults.root().atKey("root").hasPath("root." + key)
        && defaults.getValue(key) instanceof ConfigList;
  }

  /** Values by full key; an empty object counts as one, so that it is not overlooked. */
  private static SortedMap<String, ConfigValue> leaves(ConfigObject object, String prefix) {
    SortedMap<String, ConfigValue> leaves = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String name = ConfigUtil.joinPath(entry.getKey());
      String key = prefix.isEmpty() ? name : prefix + "." + name;
      if (entry.getValue() instanceof ConfigObject group && !group.isEmpty()) {
        leaves.putAll(leaves(group, key));
      } else {
        leaves.put(key, entry.getValue());
      }
    }
    return leaves;
  }

  private static String origin(ConfigValue value) {
    return value.origin().description();
  }

  /** The text as written: the library's own conversion, which does not reformat numbers. */
  private static String text(ConfigValue value) {
    return value.atKey("value").getString("value");
  }

  private static String render(ConfigValue value) {
    if (value instanceof ConfigList list) {
      return "[" + String.join(", ", list.stream().map(Settings::render).toList()) + "]";
    }
    if (value instanceof ConfigObject || value.valueType() == ConfigValueType.NULL) {
      return value.render();
    }
    String text = text(value);
    boolean isPlain = PLAIN.matcher(text).matches() && !text.equals("null");
    return isPlain ? text : ConfigUtil.quoteString(text);
  }
}
