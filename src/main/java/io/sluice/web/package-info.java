/** HTTP: metrics, health, tokens and TLS. */
package io.sluice.web;
