/** A broker to talk to, its topics, and the embedded one. */
package io.sluice.broker;
