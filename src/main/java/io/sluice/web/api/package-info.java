/** Answers of the API about pipelines, their series and their alerts. */
package io.sluice.web.api;
