/** All pipelines of one process, their models, and what their instances agree on. */
package io.sluice.service;
