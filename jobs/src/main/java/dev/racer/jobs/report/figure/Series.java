package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.plot.Key;
import dev.racer.jobs.report.plot.Key.Shape;
import dev.racer.jobs.report.plot.Style;
import dev.racer.jobs.report.table.Method;
import java.util.ArrayList;
import java.util.List;

/** The nonconformity scores as series: the same look in every figure. */
final class Series {
  private Series() {}

  static Style style(Subject subject, Method method) {
    return Style.ofSeries(subject.methods().indexOf(method));
  }

  /** The legend of all of them. */
  static List<Key> keys(Subject subject, Shape shape) {
    List<Key> keys = new ArrayList<>();
    for (Method method : subject.methods()) {
      keys.add(new Key(shape, style(subject, method), Names.racerAndScore(method.nonconformity())));
    }
    return keys;
  }
}
