/** What a model said last of each key, until its next event comes. */
package io.sluice.language.memo;
