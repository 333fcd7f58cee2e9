package dev.racer.jobs.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The configuration keys with their defaults and meanings, as {@code conf/defaults.conf} has them.
 */
public final class ConfigKeys {
  private ConfigKeys() {}

  /**
   * One key.
   *
   * @param key full key
   * @param defaultValue as it is written; empty for a key without a default
   * @param meaning one line
   */
  public record Key(String key, String defaultValue, String meaning) {}

  /** All keys, in the order of the file. */
  public static List<Key> all() {
    List<Map.Entry<String, ConfigValue>> leaves = new ArrayList<>();
    collect(Settings.defaults().root(), "", leaves);
    leaves.sort(Comparator.comparingInt(leaf -> leaf.getValue().origin().lineNumber()));
    Settings defaults = Settings.load(List.of(), List.of());
    return leaves.stream()
        .map(
            leaf -> {
              boolean isGroup = leaf.getValue() instanceof ConfigObject;
              boolean isNull = leaf.getValue().valueType() == ConfigValueType.NULL;
              return new Key(
                  isGroup ? leaf.getKey() + ".*" : leaf.getKey(),
                  isGroup || isNull ? "" : defaults.effective().get(leaf.getKey()).rendered(),
                  String.join(" ", leaf.getValue().origin().comments()).strip());
            })
        .toList();
  }

  /** The keys as a table in Markdown, with a final newline. */
  public static String markdownTable() {
    StringBuilder table = new StringBuilder("| key | default | meaning |\n|---|---|---|\n");
    for (Key key : all()) {
      String value = key.defaultValue().isEmpty() ? "" : "`" + key.defaultValue() + "`";
      table.append(
          "| `%s` | %s | %s |\n".formatted(key.key(), value, key.meaning().replace("|", "\\|")));
    }
    return table.toString();
  }

  private static void collect(
      ConfigObject object, String prefix, List<Map.Entry<String, ConfigValue>> leaves) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String key = prefix + ConfigUtil.joinPath(entry.getKey());
      if (entry.getValue() instanceof ConfigObject group && !group.isEmpty()) {
        collect(group, key + ".", leaves);
      } else {
        leaves.add(Map.entry(key, entry.getValue()));
      }
    }
  }
}
