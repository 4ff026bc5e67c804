/** What a model is to the service: its contract, its step, and the shelf from which it is taken. */
package io.sluice.model;
