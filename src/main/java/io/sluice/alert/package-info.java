/** Episodes of alerts: when one begins, goes on and ends. */
package io.sluice.alert;
