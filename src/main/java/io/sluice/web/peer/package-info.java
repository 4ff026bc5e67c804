/** Other instances of the service, asked by way of HTTP. */
package io.sluice.web.peer;
