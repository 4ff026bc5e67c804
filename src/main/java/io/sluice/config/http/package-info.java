/** How metrics and health are served. */
package io.sluice.config.http;
