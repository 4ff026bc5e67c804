/**
 * How good forecasts are: a model is taken through series as the service would take it, beside
 * trivial forecasters.
 */
package io.sluice.evaluate;
