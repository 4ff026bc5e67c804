/** How well hidden values of held-out time are stated, beside what is known without a network. */
package io.sluice.train.impute;
