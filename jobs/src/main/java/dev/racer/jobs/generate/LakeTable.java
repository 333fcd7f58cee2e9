package dev.racer.jobs.generate;

/** A table of the lake. */
enum LakeTable {
  /** One row per query. */
  QUERIES("queries"),
  /** One row per query, router and model, or per query and router. */
  ROUTER_SCORES("router_scores"),
  /** One row per query and model. */
  OUTCOMES("outcomes");

  private final String folder;

  LakeTable(String folder) {
    this.folder = folder;
  }

  /** Returns the folder of the table in the lake, which is also its name. */
  String folder() {
    return folder;
  }
}
