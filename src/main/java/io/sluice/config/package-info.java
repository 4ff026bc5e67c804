/** The configuration of the service and its pipelines, as records. */
package io.sluice.config;
