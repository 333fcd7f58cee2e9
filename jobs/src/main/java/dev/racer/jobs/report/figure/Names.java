package dev.racer.jobs.report.figure;

import dev.racer.core.published.SegmentName;
import dev.racer.core.score.InverseProbability;
import dev.racer.core.score.ScoreGap;
import dev.racer.jobs.report.table.BaselineRow;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.SelectionRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What things are called when people read of them. */
final class Names {
  private static final String WEIGHTED = "weighted:";

  private final Set<String> clear = new HashSet<>();

  /**
   * @param segments the names of all segments shown
   */
  Names(List<String> segments) {
    Set<String> taken = new HashSet<>();
    for (String segment : segments) {
      String values = values(SegmentName.parse(segment));
      if (taken.add(values)) {
        clear.add(values);
      } else {
        clear.remove(values);
      }
    }
  }

  /** The columns that a segment is made by; none for all queries. */
  static List<String> columns(String segment) {
    return SegmentName.parse(segment).columns();
  }

  /** A segment: its values, with their columns where another segment has the same values. */
  String segment(String segment) {
    SegmentName.Parsed parsed = SegmentName.parse(segment);
    return switch (parsed.kind()) {
      case ALL -> "all queries";
      case REST -> "other " + String.join(", ", parsed.columns());
      case VALUES -> {
        String values = values(parsed);
        if (clear.contains(values)) {
          yield values;
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < parsed.values().size(); i++) {
          parts.add(parsed.columns().get(i) + " " + value(parsed.values().get(i)));
        }
        yield String.join(", ", parts);
      }
    };
  }

  private static String values(SegmentName.Parsed segment) {
    return String.join(", ", segment.values().stream().map(Names::value).toList());
  }

  private static String value(String value) {
    return value.isEmpty() ? "(empty)" : value;
  }

  /** RACER with a nonconformity score, or with the best of all. */
  static String racer(String nonconformity) {
    return switch (nonconformity) {
      case ScoreGap.KEY -> "RACER-G";
      case InverseProbability.KEY -> "RACER-P";
      case SelectionRow.BEST -> "RACER, best score";
      default -> "RACER (" + nonconformity + ")";
    };
  }

  /** The same with the score spelled out. */
  static String racerAndScore(String nonconformity) {
    return switch (nonconformity) {
      case ScoreGap.KEY -> "RACER-G (score gap)";
      case InverseProbability.KEY -> "RACER-P (inverse probability)";
      default -> racer(nonconformity);
    };
  }

  /** Where a choice stands among others: as the methods do, then what is none of them. */
  static int order(String choice, List<Method> methods) {
    for (int i = 0; i < methods.size(); i++) {
      if (methods.get(i).nonconformity().equals(choice)) {
        return i;
      }
    }
    return methods.size();
  }

  /**
   * A model in few letters: without its owner, unless another model of the same name has another.
   *
   * @param models all models it stands beside
   */
  static String model(String model, Set<String> models) {
    String name = model.substring(model.lastIndexOf('/') + 1);
    long namesakes =
        models.stream().filter(other -> other.equals(name) || other.endsWith("/" + name)).count();
    return name.isEmpty() || namesakes > 1 ? model : name;
  }

  /** A vote. */
  static String vote(String vote) {
    return vote.startsWith(WEIGHTED)
        ? "weighted by " + vote.substring(WEIGHTED.length()).replace('-', ' ')
        : vote;
  }

  /** A vote in few letters. */
  static String shortVote(String vote) {
    return vote.startsWith(WEIGHTED) ? vote.substring(WEIGHTED.length()).replace('-', ' ') : vote;
  }

  /** A baseline that is no single model and no vote. */
  static String baseline(String baseline) {
    return switch (baseline) {
      case BaselineRow.BEST_SINGLE -> "best single model";
      case BaselineRow.TOP_1 -> "top-1";
      case BaselineRow.RANDOM -> "a model at random";
      case BaselineRow.ORACLE -> "oracle";
      default -> baseline;
    };
  }

  /** File names for routers: their letters and digits, told apart by a number where need be. */
  static Map<String, String> slugs(List<String> routers) {
    Map<String, String> slugs = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>();
    for (String router : routers) {
      String plain =
          router.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
      String base = plain.isEmpty() ? "router" : plain;
      String slug = base;
      for (int i = 2; !taken.add(slug); i++) {
        slug = base + "-" + i;
      }
      slugs.put(router, slug);
    }
    return slugs;
  }
}
