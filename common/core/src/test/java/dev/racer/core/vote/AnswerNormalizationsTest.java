package dev.racer.core.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerNormalizationsTest {
  @TempDir private Path classPath;

  /** A normalization of somebody else. */
  public record FirstLetter() implements AnswerNormalization {
    @Override
    public String key() {
      return "first-letter";
    }

    @Override
    public String normalize(String answer) {
      return answer.substring(0, Math.min(1, answer.length()));
    }
  }

  /** Takes the key of one of ours. */
  public record OtherPaper() implements AnswerNormalization {
    @Override
    public String key() {
      return "paper";
    }

    @Override
    public String normalize(String answer) {
      return answer;
    }
  }

  /** Has no usable key. */
  public record Nameless() implements AnswerNormalization {
    @Override
    public String key() {
      return " ";
    }

    @Override
    public String normalize(String answer) {
      return answer;
    }
  }

  @Test
  void everyKeyFindsItsNormalization() {
    assertThat(AnswerNormalizations.keys())
        .containsExactly("paper", "verbatim")
        .allSatisfy(key -> assertThat(AnswerNormalizations.ofKey(key).key()).isEqualTo(key));
  }

  @Test
  void verbatimChangesNothing() {
    assertThat(AnswerNormalizations.ofKey("verbatim").normalize(" $A. ")).isEqualTo(" $A. ");
  }

  @Test
  void anUnknownKeyIsRefusedNamingTheAllowedOnes() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> AnswerNormalizations.ofKey("Paper"))
        .withMessage("Unknown answer normalization 'Paper', expected one of paper, verbatim");
  }

  @Test
  void oneOnTheClassPathIsFoundByItsKey() throws IOException {
    List<String> keys = with(FirstLetter.class.getName(), AnswerNormalizations::keys);
    AnswerNormalization found =
        with(FirstLetter.class.getName(), () -> AnswerNormalizations.ofKey("first-letter"));

    assertThat(keys).containsExactly("paper", "verbatim", "first-letter");
    assertThat(found.normalize("Beta")).isEqualTo("B");
  }

  @Test
  void aKeyThatIsTakenIsRefusedNamingBoth() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> with(OtherPaper.class.getName(), AnswerNormalizations::keys))
        .withMessage(
            "Answer normalizations must have distinct keys, got 'paper' from "
                + PaperNormalization.class.getName()
                + " and "
                + OtherPaper.class.getName());
  }

  @Test
  void aBlankKeyIsRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> with(Nameless.class.getName(), AnswerNormalizations::keys))
        .withMessage(
            "Answer normalization must have a key that is not blank, got ' ' from "
                + Nameless.class.getName());
  }

  @Test
  void oneThatCannotBeLoadedIsRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> with("no.such.Normalization", () -> AnswerNormalizations.ofKey("paper")))
        .withMessageStartingWith("Answer normalization on the class path cannot be loaded: ")
        .withMessageContaining("no.such.Normalization")
        .withCauseInstanceOf(ServiceConfigurationError.class);
  }

  /** Asks with a provider of that name on the class path. */
  private <T> T with(String provider, Supplier<T> question) throws IOException {
    Path services = Files.createDirectories(classPath.resolve("META-INF/services"));
    Files.writeString(services.resolve(AnswerNormalization.class.getName()), provider);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    URL[] extra = {classPath.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(extra, before)) {
      thread.setContextClassLoader(loader);
      return question.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
