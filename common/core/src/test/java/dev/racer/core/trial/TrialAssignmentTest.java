package dev.racer.core.trial;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialAssignmentTest {
  private static final SplitShares SHARES = SplitShares.parse("0.5", "0.1", "0.4");
  private static final BigDecimal NOTHING = BigDecimal.ZERO;

  @Test
  void everyQueryHasOneRoleInEveryTrialAndSplitsDiffer() {
    TrialAssignment assignment =
        new TrialAssignment(3, List.of(RandomRoles.of(5, SHARES), RolesByDate.of(10, NOTHING)));
    List<Set<Integer>> calibration = new ArrayList<>();
    for (int trial = 0; trial < assignment.trials(); trial++) {
      calibration.add(new HashSet<>());
    }

    for (int q = 0; q < 200; q++) {
      assign(assignment, "q" + q, q % 20, new String[0]);
      for (int split = 0; split < assignment.splits(); split++) {
        List<Integer> seen = new ArrayList<>();
        for (TrialRole role : TrialRole.values()) {
          List<Integer> trials = trials(assignment.roles(split), role);
          seen.addAll(trials);
          if (role == TrialRole.CALIBRATION) {
            for (int trial : trials) {
              calibration.get(assignment.firstTrial(split) + trial).add(q);
            }
          }
        }
        int trials = split == 0 ? 5 : 1;
        assertThat(seen).doesNotHaveDuplicates().hasSize(trials);
      }
    }

    assertThat(assignment.trials()).isEqualTo(6);
    assertThat(calibration).doesNotHaveDuplicates().noneMatch(Set::isEmpty);
  }

  @Test
  void idsOfRolesAreDisjointAndDifferBetweenTrials() {
    int queries = 500;
    TrialAssignment assignment =
        new TrialAssignment(
            3,
            List.of(
                RandomRoles.of(6, SHARES),
                RolesByDate.of(10, new BigDecimal("0.2")),
                RolesByColumn.of(0, List.of("train"), List.of("test"), new BigDecimal("0.2"))));
    Map<TrialRole, List<Set<String>>> ids = new EnumMap<>(TrialRole.class);
    for (TrialRole role : TrialTally.COUNTED) {
      ids.put(role, Stream.generate(HashSet<String>::new).limit(8).collect(toList()));
    }

    for (int q = 0; q < queries; q++) {
      assign(assignment, "q" + q, q % 20, new String[] {q % 3 == 0 ? "test" : "train"});
      for (int split = 0; split < assignment.splits(); split++) {
        for (TrialRole role : TrialTally.COUNTED) {
          for (int trial : trials(assignment.roles(split), role)) {
            ids.get(role).get(assignment.firstTrial(split) + trial).add("q" + q);
          }
        }
      }
    }

    for (int trial = 0; trial < assignment.trials(); trial++) {
      Set<String> calibration = ids.get(TrialRole.CALIBRATION).get(trial);
      Set<String> validation = ids.get(TrialRole.VALIDATION).get(trial);
      Set<String> test = ids.get(TrialRole.TEST).get(trial);
      assertThat(calibration).isNotEmpty().doesNotContainAnyElementsOf(validation);
      assertThat(validation).isNotEmpty().doesNotContainAnyElementsOf(test);
      assertThat(test).isNotEmpty().doesNotContainAnyElementsOf(calibration);
      assertThat(calibration.size() + validation.size() + test.size()).isEqualTo(queries);
    }
    assertThat(assignment.trials()).isEqualTo(8);
    ids.forEach((role, ofTrials) -> assertThat(ofTrials).as(role.key()).doesNotHaveDuplicates());
  }

  @Test
  void roleOfAQueryDoesNotDependOnOtherSplits() {
    TrialAssignment one = new TrialAssignment(3, List.of(RandomRoles.of(7, SHARES)));
    TrialAssignment many =
        new TrialAssignment(
            3,
            List.of(
                RolesByDate.of(0, new BigDecimal("0.5")),
                RandomRoles.of(9, SHARES, 0, Map.of("arc", SHARES))));

    for (int q = 0; q < 50; q++) {
      assign(one, "q" + q, 0, new String[] {"arc"});
      assign(many, "q" + q, 0, new String[] {"arc"});
      List<Integer> ofMany = trials(many.roles(1), TrialRole.TEST);
      ofMany.removeIf(trial -> trial >= 7);
      assertThat(ofMany).isEqualTo(trials(one.roles(0), TrialRole.TEST));
    }
  }

  @Test
  void sharesOfAValueAreItsOwn() {
    SplitShares mostlyTest = SplitShares.parse("0.0001", "0", "0.9999");
    RandomRoles roles = RandomRoles.of(50, SHARES, 1, Map.of("arc", mostlyTest));
    TrialAssignment assignment = new TrialAssignment(3, List.of(roles));

    assign(assignment, "q", 0, new String[] {"arc", "mmlu"});
    int testOfOther = assignment.roles(0).count(TrialRole.TEST);
    assign(assignment, "q", 0, new String[] {"mmlu", "arc"});
    int testOfValue = assignment.roles(0).count(TrialRole.TEST);
    assign(assignment, "q", 0, new String[] {"arc", null});

    assertThat(testOfValue).isEqualTo(50);
    assertThat(testOfOther).isBetween(1, 49);
    assertThat(assignment.roles(0).count(TrialRole.TEST)).isEqualTo(testOfOther);
  }

  @ParameterizedTest(name = "day {0}")
  @CsvSource({"9, CALIBRATION", "10, TEST", "11, TEST", "-2147483648, NONE", "-5, CALIBRATION"})
  void daysBeforeTheCutCalibrate(int day, TrialRole expected) {
    TrialAssignment assignment = new TrialAssignment(3, List.of(RolesByDate.of(10, NOTHING)));

    assign(assignment, "q", day, new String[0]);

    assertThat(assignment.roles(0).count(expected)).isEqualTo(1);
  }

  @ParameterizedTest(name = "source {0}")
  @CsvSource({"train, CALIBRATION", "dev, CALIBRATION", "test, TEST", "other, NONE", ", NONE"})
  void valuesOfAColumnTellTheSides(String value, TrialRole expected) {
    RolesByColumn roles = RolesByColumn.of(1, List.of("train", "dev"), List.of("test"), NOTHING);
    TrialAssignment assignment = new TrialAssignment(3, List.of(roles));

    assign(assignment, "q", 0, new String[] {"test", value});

    assertThat(assignment.roles(0).count(expected)).isEqualTo(1);
  }

  @Test
  void aShareOfTheEarlierSideValidates() {
    TrialAssignment assignment =
        new TrialAssignment(3, List.of(RolesByDate.of(10, new BigDecimal("0.25"))));
    int validating = 0;
    for (int q = 0; q < 1000; q++) {
      assign(assignment, "q" + q, 0, new String[0]);
      validating += assignment.roles(0).count(TrialRole.VALIDATION);
      assertThat(assignment.roles(0).count(TrialRole.TEST)).isZero();
    }

    assertThat(validating).isBetween(180, 320); // five standard deviations of 13.7
  }

  @Test
  void refusesSplitsThatCannotBe() {
    assertThatThrownBy(() -> RandomRoles.of(0, SHARES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Number of trials must be at least 1, got 0");
    assertThatThrownBy(() -> RolesByDate.of(0, BigDecimal.ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Validation share must lie in [0, 1), got 1");
    assertThatThrownBy(() -> RolesByDate.of(0, new BigDecimal("1e-19")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Validation share must have at most 18 decimal places, got 1E-19");
    assertThatThrownBy(() -> RolesByColumn.of(0, List.of("a", "b"), List.of("b"), NOTHING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A value either calibrates or tests, got on both sides [b]");
    assertThatThrownBy(() -> RolesByColumn.of(0, List.of("a"), List.of(), NOTHING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A split by column needs values that calibrate and values that test, got [a] and []");
  }

  private static void assign(TrialAssignment assignment, String id, int day, String[] segments) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    assignment.assign(assignment.classOf(day, segments), assignment.hash(bytes, 0, bytes.length));
  }

  private static List<Integer> trials(RoleLists lists, TrialRole role) {
    List<Integer> trials = new ArrayList<>();
    for (int i = 0; i < lists.count(role); i++) {
      trials.add(lists.trial(role, i));
    }
    return trials;
  }
}
