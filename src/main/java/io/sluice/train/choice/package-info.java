/** What to train where nobody says: a season and settings, chosen by the data. */
package io.sluice.train.choice;
