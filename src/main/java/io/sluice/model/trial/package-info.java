/** Model files are tried in a process of their own before this one loads them. */
package io.sluice.model.trial;
