/** How a pipeline begins anew: what is deleted of it on the broker. */
package io.sluice.broker.reset;
