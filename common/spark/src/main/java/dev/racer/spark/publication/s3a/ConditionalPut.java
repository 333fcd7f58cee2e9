package dev.racer.spark.publication.s3a;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.apache.hadoop.fs.s3a.impl.PutObjectOptions;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Creates objects that are not there, by {@code If-None-Match: *}: the store lets one of any number
 * of writers through.
 *
 * <p>An answer may be lost after the store has acted. The client then sends the same object again
 * and hears that it exists; so does a writer who really is too late. What lies there tells the two
 * apart: the writer's own bytes, or another's.
 */
final class ConditionalPut {
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409; // with a writer who may yet fail
  private static final int TRIES = 5;

  private enum Found {
    NOTHING,
    OURS,
    ANOTHER
  }

  private final S3AFileSystem fileSystem;
  private final S3Client client;

  ConditionalPut(S3AFileSystem fileSystem) {
    this.fileSystem = fileSystem;
    this.client = fileSystem.getS3AInternals().getAmazonS3Client("create-only put");
  }

  /**
   * Creates an object.
   *
   * @return whether what lies there now is what was to be created; false if another was faster
   * @throws IOException if it is not known whether it does, or if the store does not let us
   */
  boolean create(Path path, byte[] bytes) throws IOException {
    SdkException last = null;
    for (int i = 0; i < TRIES; i++) {
      try {
        client.putObject(request(path, bytes.length), RequestBody.fromBytes(bytes));
        return true;
      } catch (SdkException e) { // the client has tried again as S3A is configured
        Found found = isRefusal(e) ? Found.NOTHING : find(path, bytes, e);
        if (found != Found.NOTHING) {
          return found == Found.OURS;
        }
        if (!isConditional(e)) {
          throw S3AUtils.translateException("create", path, e);
        }
        last = e;
      }
    }
    throw S3AUtils.translateException("create", path, last);
  }

  private PutObjectRequest request(Path path, long length) {
    // with the encryption, storage class and access list that S3A is configured to give
    PutObjectRequest plain =
        fileSystem
            .getRequestFactory()
            .newPutObjectRequestBuilder(
                fileSystem.pathToKey(path), PutObjectOptions.keepingDirs(), length, false)
            .build();
    // as a header, for the SDK of Hadoop 3.4.1 has no method for it
    AwsRequestOverrideConfiguration conditional =
        plain
            .overrideConfiguration()
            .map(AwsRequestOverrideConfiguration::toBuilder)
            .orElseGet(AwsRequestOverrideConfiguration::builder)
            .putHeader("If-None-Match", "*")
            .build();
    return plain.toBuilder().overrideConfiguration(conditional).build();
  }

  private Found find(Path path, byte[] ours, SdkException cause) throws IOException {
    try (InputStream input = fileSystem.open(path)) {
      return Arrays.equals(input.readAllBytes(), ours) ? Found.OURS : Found.ANOTHER;
    } catch (FileNotFoundException e) {
      return Found.NOTHING;
    } catch (IOException e) {
      IOException unknown = S3AUtils.translateException("create", path, cause);
      unknown.addSuppressed(e);
      throw unknown;
    }
  }

  private static boolean isConditional(SdkException e) {
    return e instanceof AwsServiceException service
        && (service.statusCode() == PRECONDITION_FAILED || service.statusCode() == CONFLICT);
  }

  /**
   * Whether the store said, before it acted, that we may not or that the request makes no sense.
   */
  private static boolean isRefusal(SdkException e) {
    return e instanceof AwsServiceException service
        && service.statusCode() / 100 == 4
        && !isConditional(e);
  }
}
