/** What people do at home all day, as the sensors of a house see it. */
package io.sluice.demo.simulator.life;
