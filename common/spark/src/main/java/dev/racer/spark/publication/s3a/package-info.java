/** Publications on S3, through Hadoop's S3A file system: loaded only where an output is there. */
package dev.racer.spark.publication.s3a;
